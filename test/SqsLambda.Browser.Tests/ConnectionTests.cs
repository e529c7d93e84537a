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
        ILocator message = await page.OpenMessageAsync(old);

        using RunWithConsole second = await RunWithConsole.StartAtAsync(new Uri(first.Url).Port);
        await Expect(page.Connection).ToHaveTextAsync("Live");
        await Expect(page.Row(old)).ToHaveCountAsync(0);
        await second.SendAsync("of the second run", "memos-dlq");
        await Expect(page.Rows).ToHaveCountAsync(1);
        await Expect(message).ToContainTextAsync("The run no longer remembers this message.");
        await Expect(message.Locator("#body")).ToContainTextAsync("tea");
        await page.Page.Keyboard.PressAsync("Escape");
        string next = await second.SendMemoAsync("1", "tea");
        await page.HasStateAsync(next, "done");
        Assert.Empty(page.Errors);
    }

    // A browser has six connections to an address, for all its tabs.
    [BrowserFact]
    public async Task Ten_tabs_of_one_browser_work_and_one_that_is_seen_again_has_what_it_missed()
    {
        using RunWithConsole run = await RunWithConsole.StartAsync();
        IPage first = await browser.NewPageAsync(Screen.Laptop);
        await first.Context.AddInitScriptAsync("Object.defineProperty(document, 'hidden', { get: () => window.isHiddenNow === true })");
        ConsolePage page = await ConsolePage.OpenAsync(first, run.Url);
        ConsolePage last = page;
        for (int tab = 2; tab <= 10; tab++)
        {
            await SetHiddenAsync(last, true);
            last = await ConsolePage.OpenAsync(await first.Context.NewPageAsync(), run.Url);
        }

        string id = await run.SendMemoAsync("1", "tea");
        await last.HasStateAsync(id, "done");
        await Expect(page.Rows).ToHaveCountAsync(0);
        await SetHiddenAsync(page, false);
        await page.HasStateAsync(id, "done");

        static Task SetHiddenAsync(ConsolePage page, bool isHidden) =>
            page.Page.EvaluateAsync("isHidden => { window.isHiddenNow = isHidden; document.dispatchEvent(new Event('visibilitychange')); }", isHidden);
    }

    [BrowserFact]
    public async Task Before_anything_has_come_it_says_that_it_is_loading()
    {
        using RunWithConsole run = await RunWithConsole.StartAsync();
        IPage page = await browser.NewPageAsync(Screen.Laptop);
        await page.RouteAsync(new System.Text.RegularExpressions.Regex("/console/stream[?]"), static _ => Task.CompletedTask);

        await page.GotoAsync(run.Url);

        await Expect(page.Locator("#connection")).ToHaveTextAsync("Connecting");
        await Expect(page.GetByText("Loading the messages")).ToBeVisibleAsync();
    }
}
