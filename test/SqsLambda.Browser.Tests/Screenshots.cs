using SqsLambda.Tests.Repository;
using static Microsoft.Playwright.Assertions;

namespace SqsLambda.Browser.Tests;

/// <summary>
/// Pictures of the main states, for the README and for people who judge the page. <c>docs/console.sh</c> keeps them; otherwise they go to a folder that is
/// deleted.
/// </summary>
[Collection(BrowserCollection.Name)]
public sealed class Screenshots(BrowserFixture browser) : IDisposable
{
    private static readonly string? Chosen = Environment.GetEnvironmentVariable("SCREENSHOTS");

    private readonly string _folder = Chosen ?? Directory.CreateTempSubdirectory().FullName;

    [BrowserFact]
    public async Task The_main_states_are_pictured()
    {
        using RunWithConsole run = await RunWithConsole.StartAsync(
            "--function", Repo.PathOf("src/SqsLambda"), "--max-receive-count", "3", "--visibility-timeout", "30", "--fault-throttle", "5", "--seed", "1");
        ConsolePage wide = await ConsolePage.OpenAsync(browser, Screen.Laptop, run.Url);
        string last = await SendOrdersAsync(run);
        await wide.HasStateAsync(last, "quantity is 0");
        await PictureAsync(wide, "console");

        await Expect((await wide.OpenMessageAsync(last)).Locator("#history")).ToContainTextAsync("quantity is 0");
        await PictureAsync(wide, "console-message");

        ConsolePage dark = await ConsolePage.OpenAsync(browser, Screen.Laptop with { IsDark = true }, run.Url);
        await dark.HasStateAsync(last, "quantity is 0");
        await PictureAsync(dark, "console-dark");

        ConsolePage phone = await ConsolePage.OpenAsync(browser, Screen.Phone, run.Url);
        await phone.HasStateAsync(last, "quantity is 0");
        await PictureAsync(phone, "console-phone");
    }

    public void Dispose()
    {
        if (Chosen is null)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    // Orders for some seconds, so that the plots have a shape; the last one fails.
    private static async Task<string> SendOrdersAsync(RunWithConsole run)
    {
        string[] skus = ["TEA-250", "POT-01", "CUP-06", "TIN-100"];
        for (int number = 1; number <= 120; number++)
        {
            int quantity = number % 17 == 0 ? 0 : 1 + (number % 4);
            await run.SendAsync(Order(number - (number % 23 == 0 ? 1 : 0), skus[number % skus.Length], quantity), Queue);
            if (Chosen is not null)
            {
                await Task.Delay(100 + (400 * (number % 10 / 9)));
            }
        }

        return await run.SendAsync(Order(121, "TEA-250", 0), Queue);
    }

    private static string Order(int number, string sku, int quantity) =>
        $$"""{"orderId":"order-{{number}}","sku":"{{sku}}","quantity":{{quantity}}}""";

    private const string Queue = "sqs-lambda-orders";

    private async Task PictureAsync(ConsolePage page, string name)
    {
        byte[] picture = await page.Page.ScreenshotAsync(new() { Path = System.IO.Path.Combine(_folder, $"{name}.png") });
        Assert.NotEmpty(picture);
        await Expect(page.Connection).ToHaveTextAsync("Live");
    }
}
