using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SqsLambda.Browser.Tests;

/// <summary>The queues as they are now, and in the last minutes.</summary>
[Collection(BrowserCollection.Name)]
public sealed class NowTests(BrowserFixture browser)
{
    [BrowserTheory]
    [ClassData(typeof(Widths))]
    public async Task Each_queue_has_a_card_with_its_counts_and_a_plot(string width)
    {
        using RunWithConsole run = await RunWithConsole.StartAsync("--max-receive-count", "1", "--visibility-timeout", "30");
        await run.SendMemoAsync("1", "tea");
        await run.SendMemoAsync("2", "");
        ConsolePage page = await ConsolePage.OpenAsync(browser, Screen.Of(width), run.Url);

        ILocator memos = page.Queue("memos");
        await Expect(page.Value(memos, "done")).ToContainTextAsync("1 (");
        await Expect(page.Value(memos, "failed")).ToContainTextAsync("1 (");
        await Expect(page.Value(memos, "in flight")).ToHaveTextAsync("1");
        await Expect(page.Value(page.Queue("memos-dlq"), "visible")).ToHaveTextAsync("0");
        await Expect(memos.GetByRole(AriaRole.Img, new() { NameRegex = new("Messages in the last 1 min: in the queue 1, most [12]$") })).ToBeVisibleAsync();
        await Expect(memos.GetByRole(AriaRole.Img, new() { NameRegex = new("a second in the last 1 min: done .*; failed ") })).ToBeVisibleAsync();
        Assert.Empty(page.Errors);
    }

    [BrowserTheory]
    [InlineData(1366, 650)]
    [InlineData(768, 768)]
    [InlineData(390, 844)]
    public async Task No_card_is_cut_off_and_the_table_has_room(int width, int height)
    {
        using RunWithConsole run = await RunWithConsole.StartAsync("--fault-duplicate", "1", "--fault-crash", "1", "--fault-delete", "1", "--fault-throttle", "1");
        ConsolePage page = await ConsolePage.OpenAsync(browser, new(width, height, false), run.Url);
        await Expect(page.Button("memos-dlq", "Redrive all")).ToBeVisibleAsync();

        Assert.True(await page.Page.Locator("#queues").EvaluateAsync<bool>("queues => queues.scrollHeight <= queues.clientHeight"));
        Assert.InRange(await page.Page.Locator("#scroller").EvaluateAsync<int>("table => table.clientHeight"), 200, height);
    }

    [BrowserFact]
    public async Task A_page_that_is_opened_later_has_the_last_minutes_too()
    {
        using RunWithConsole run = await RunWithConsole.StartAsync();
        ConsolePage early = await ConsolePage.OpenAsync(browser, Screen.Laptop, run.Url);
        // What is done before the first point is no rate.
        await Expect(early.Queue("memos").Locator("polyline.depth")).ToHaveAttributeAsync("points", new System.Text.RegularExpressions.Regex("."));
        await run.SendMemoAsync("1", "tea");
        ILocator rates = early.Queue("memos").GetByRole(AriaRole.Img, new() { NameRegex = new("done 0.s, most (?!0.s)") });
        await Expect(rates).ToBeVisibleAsync();

        ConsolePage late = await ConsolePage.OpenAsync(browser, Screen.Laptop, run.Url);

        await Expect(late.Queue("memos").GetByRole(AriaRole.Img, new() { NameRegex = new("done 0.s, most (?!0.s)") })).ToBeVisibleAsync();
    }
}
