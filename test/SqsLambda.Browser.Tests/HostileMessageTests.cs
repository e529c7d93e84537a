using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SqsLambda.Browser.Tests;

/// <summary>Whatever a message holds is shown as text.</summary>
[Collection(BrowserCollection.Name)]
public sealed class HostileMessageTests(BrowserFixture browser)
{
    [BrowserTheory]
    [InlineData("<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>")]
    [InlineData("\"><svg onload=document.title='owned'>")]
    [InlineData("{\"id\":\"</pre><script>document.title='owned'</script>\",\"text\":\"<b>bold</b>\"}")]
    [InlineData("javascript:document.title='owned'")]
    public async Task Markup_is_text(string body)
    {
        using RunWithConsole run = await RunWithConsole.StartAsync();
        ConsolePage page = await ConsolePage.OpenAsync(browser, Screen.Laptop, run.Url);
        string id = await run.SendAsync(body);

        await Expect(page.Row(id).Locator(".body")).ToHaveTextAsync(body);
        ILocator message = await page.OpenMessageAsync(id);
        ILocator raw = message.GetByLabel("Indent JSON");
        if (await raw.IsVisibleAsync())
        {
            await raw.UncheckAsync();
        }

        await Expect(message.Locator("#body")).ToHaveTextAsync(body);
        Assert.Equal(0, await page.Page.Locator("td img, td script, pre *").CountAsync());
        Assert.NotEqual("owned", await page.Page.TitleAsync());
        Assert.Empty(page.Errors);
    }

    [BrowserFact]
    public async Task JSON_that_is_nested_deeply_is_shown_as_it_is()
    {
        string body = new string('[', 400_000) + new string(']', 400_000);
        using RunWithConsole run = await RunWithConsole.StartAsync();
        ConsolePage page = await ConsolePage.OpenAsync(browser, Screen.Laptop, run.Url);
        string id = await run.SendAsync(body);

        ILocator message = await page.OpenMessageAsync(id);

        await Expect(message.GetByRole(AriaRole.Button, new() { Name = "Show all 800,000 characters" })).ToBeVisibleAsync();
        await Expect(message.Locator("#history li").First).ToContainTextAsync("sent");
        await Expect(message.GetByLabel("Indent JSON")).Not.ToBeVisibleAsync();
        Assert.Empty(page.Errors);
    }

    [BrowserFact]
    public async Task A_megabyte_is_shown_whole()
    {
        const int Length = 1_048_500;
        using RunWithConsole run = await RunWithConsole.StartAsync();
        ConsolePage page = await ConsolePage.OpenAsync(browser, Screen.Laptop, run.Url);
        string id = await run.SendAsync(new string('x', Length));

        ILocator message = await page.OpenMessageAsync(id);

        await message.GetByRole(AriaRole.Button, new() { NameRegex = new("^Show all ") }).ClickAsync();

        Assert.Equal(Length, await message.Locator("#body").EvaluateAsync<int>("body => body.textContent.length"));
        Assert.Empty(page.Errors);
    }
}
