using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SqsLambda.Browser.Tests;

/// <summary>The page when the run ends, and when another one begins at the same address.</summary>
[Collection(BrowserCollection.Name)]
public sealed class ConnectionTests(BrowserFixture browser)
{
    [BrowserTheory]
    [ClassData(typeof(Widths))]
    public async Task It_says_that_it_is_not_connected_and_connects_again_by_itself(string width)
    {
        RunWithConsole first = await RunWithConsole.StartAsync();
        string old = await first.SendMemoAsync("1", "tea");
        ConsolePage page = await ConsolePage.OpenAsync(browser, Screen.Of(width), first.Url);
        await page.HasStateAsync(old, "done");

        first.Dispose();
        await Expect(page.Connection).ToContainTextAsync("Not connected");
        // What it knows stays readable.
        await page.HasStateAsync(old, "done");

        using RunWithConsole second = await RunWithConsole.StartAtAsync(new Uri(first.Url).Port);
        await Expect(page.Connection).ToHaveTextAsync("Live");
        await Expect(page.Row(old)).ToHaveCountAsync(0);
        string next = await second.SendMemoAsync("1", "tea");
        await page.HasStateAsync(next, "done");
        Assert.Empty(page.Errors);
    }

    [BrowserFact]
    public async Task Before_anything_has_come_it_says_that_it_is_loading()
    {
        using RunWithConsole run = await RunWithConsole.StartAsync();
        IPage page = await browser.NewPageAsync(Screen.Laptop);
        await page.RouteAsync("**/console/stream", static _ => Task.CompletedTask);

        await page.GotoAsync(run.Url);

        await Expect(page.Locator("#connection")).ToHaveTextAsync("Connecting");
        await Expect(page.GetByText("Loading the messages")).ToBeVisibleAsync();
    }
}
