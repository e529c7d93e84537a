using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SqsLambda.Browser.Tests;

/// <summary>The table of messages.</summary>
[Collection(BrowserCollection.Name)]
public sealed class MessagesTests(BrowserFixture browser)
{
    [BrowserTheory]
    [ClassData(typeof(Widths))]
    public async Task It_follows_the_newest_with_their_states(string width)
    {
        using RunWithConsole run = await RunWithConsole.StartAsync("--max-receive-count", "1", "--visibility-timeout", "30");
        ConsolePage page = await ConsolePage.OpenAsync(browser, Screen.Of(width), run.Url);
        await Expect(page.Page.GetByText("No messages yet.")).ToBeVisibleAsync();

        string good = await run.SendMemoAsync("1", "tea");
        await page.HasStateAsync(good, "done");
        string again = await run.SendMemoAsync("1", "tea");
        await page.HasStateAsync(again, "duplicate");
        string bad = await run.SendMemoAsync("2", "");
        await page.HasStateAsync(bad, "text is blank");

        await Expect(page.Rows.First.Locator(".body")).ToContainTextAsync("\"id\":\"2\"");
        Assert.Empty(page.Errors);
    }

    [BrowserTheory]
    [ClassData(typeof(Widths))]
    public async Task Messages_of_a_group_are_told_with_it(string width)
    {
        using RunWithConsole run = await RunWithConsole.StartAsync("--fifo");
        ConsolePage page = await ConsolePage.OpenAsync(browser, Screen.Of(width), run.Url);

        string id = await run.SendMemoAsync("1", "tea", "memos.fifo");
        await page.HasStateAsync(id, "done");

        ILocator message = await page.OpenMessageAsync(id);
        await Expect(message).ToContainTextAsync("group-1");
    }

    [BrowserTheory]
    [ClassData(typeof(Widths))]
    public async Task They_are_found_by_id_body_and_state(string width)
    {
        using RunWithConsole run = await RunWithConsole.StartAsync();
        string tea = await run.SendMemoAsync("1", "tea");
        string far = await run.SendMemoAsync("2", new string('x', 5_000) + "coffee");
        string bad = await run.SendMemoAsync("3", "");
        ConsolePage page = await ConsolePage.OpenAsync(browser, Screen.Of(width), run.Url);
        await page.HasStateAsync(tea, "done");
        await page.HasStateAsync(far, "done");
        await page.HasStateAsync(bad, "failed, back in ");

        ILocator find = page.Page.GetByRole(AriaRole.Searchbox);
        await page.Page.Locator("body").PressAsync("/");
        await Expect(find).ToBeFocusedAsync();
        foreach ((string text, string found) in new[] { (tea, tea), ("TEA", tea), ("coffee", far), ("text is blank", bad) })
        {
            await find.FillAsync(text);
            await Expect(page.Rows).ToHaveCountAsync(1);
            await Expect(page.Row(found)).ToBeVisibleAsync();
        }

        await find.FillAsync("nothing like it");
        await Expect(page.Page.GetByText("No message matches.")).ToBeVisibleAsync();
        await find.FillAsync("");
        await page.Page.GetByLabel("State").SelectOptionAsync("done");
        await Expect(page.Rows).ToHaveCountAsync(2);
        await Expect(page.Row(bad)).ToHaveCountAsync(0);
    }

    [BrowserFact]
    [Trait("Category", "Long")]
    public async Task A_hundred_thousand_stay_smooth()
    {
        const int Messages = 100_000;
        string file = System.IO.Path.GetTempFileName();
        await File.WriteAllLinesAsync(file, Enumerable.Range(0, Messages).Select(static number => $$"""{"id":"{{number}}","text":"memo {{number}}"}"""));
        using RunWithConsole run = await RunWithConsole.StartAsync("--batch-size", "1000", "--batching-window", "1", "--send", file);
        ConsolePage page = await ConsolePage.OpenAsync(browser, Screen.Laptop, run.Url);
        await Expect(page.Queue("memos")).ToContainTextAsync("100,000");
        await Expect(page.Page.Locator("#count")).ToHaveTextAsync("100,000 messages");

        Assert.InRange(await page.Page.Locator("tr").CountAsync(), 10, 200);
        await page.Page.Locator("#scroller").EvaluateAsync("element => element.scrollTop = element.scrollHeight");
        await Expect(page.Page.GetByText("\"memo 0\"")).ToBeVisibleAsync();
        Assert.InRange(await page.Page.Locator("tr").CountAsync(), 10, 200);
        File.Delete(file);
    }
}
