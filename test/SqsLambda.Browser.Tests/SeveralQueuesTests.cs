using Microsoft.Playwright;
using SqsLambda.Local.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace SqsLambda.Browser.Tests;

/// <summary>Several functions at one page, and a queue of another process.</summary>
[Collection(BrowserCollection.Name)]
public sealed class SeveralQueuesTests(BrowserFixture browser)
{
    [BrowserTheory]
    [ClassData(typeof(Widths))]
    public async Task Each_function_has_its_card_and_is_paused_alone(string width)
    {
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(
            file,
            $$"""
            {"functions":[{"function":"{{MemoFunctionFolder.Path}}","name":"first","samples":false},
              {"function":"{{MemoFunctionFolder.Path}}","name":"second","queue":{"fifo":true},"samples":false}]}
            """);
        using RunWithConsole run = await RunWithConsole.StartSeveralAsync(file);
        ConsolePage page = await ConsolePage.OpenAsync(browser, Screen.Of(width), run.Url);

        await page.Button("first", "Pause").ClickAsync();
        await Expect(page.Told).ToHaveTextAsync("first is paused");
        string waiting = await run.SendMemoAsync("1", "tea", "first");
        string done = await run.SendMemoAsync("1", "tea", "second.fifo");

        await page.HasStateAsync(done, "done");
        await page.HasStateAsync(waiting, "waiting");
        await Expect(page.Button("second.fifo", "Pause")).ToBeVisibleAsync();
        await Expect(page.Button("first", "Resume")).ToBeVisibleAsync();
        File.Delete(file);
    }

    [BrowserTheory]
    [ClassData(typeof(Widths))]
    public async Task A_run_on_a_queue_elsewhere_shows_what_it_knows(string width)
    {
        using RunWithConsole other = await RunWithConsole.StartAsync();
        ConsolePage first = await ConsolePage.OpenAsync(browser, Screen.Laptop, other.Url);
        await first.Button("memos", "Pause").ClickAsync();
        await Expect(first.Told).ToHaveTextAsync("memos is paused");
        using RunWithConsole run = await RunWithConsole.StartOnAsync(other);
        ConsolePage page = await ConsolePage.OpenAsync(browser, Screen.Of(width), run.Url);

        string good = await other.SendMemoAsync("1", "tea");
        string bad = await other.SendMemoAsync("2", "");
        await page.HasStateAsync(good, "done");
        await page.HasStateAsync(bad, "text is blank");
        await Expect(page.Value(page.Queue("memos"), "in flight")).ToHaveTextAsync("1");
        await Expect(page.Value(page.Queue("memos"), "done")).ToContainTextAsync("1 (");
        await Expect(page.Queue("memos-dlq")).ToBeVisibleAsync();

        await page.Button("memos", "Pause").ClickAsync();
        await Expect(page.Told).ToHaveTextAsync("memos is paused");
        await page.Button("memos-dlq", "Send…").ClickAsync();
        await page.Dialog.GetByLabel("Body").FillAsync("kept");
        await page.Dialog.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
        await Expect(page.Told).ToContainTextAsync("sent message ");
        await Expect(first.Value(first.Queue("memos-dlq"), "visible")).ToHaveTextAsync("1");

        await page.OpenMessageAsync(bad);
        await Expect(page.Dialog.GetByRole(AriaRole.Button, new() { Name = "Delete" })).Not.ToBeVisibleAsync();
        Assert.Empty(page.Errors);
    }
}
