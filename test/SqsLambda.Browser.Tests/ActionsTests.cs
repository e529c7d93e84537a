using Amazon.SQS.Model;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SqsLambda.Browser.Tests;

/// <summary>What the user does on the page, and what the page says of it.</summary>
[Collection(BrowserCollection.Name)]
public sealed class ActionsTests(BrowserFixture browser)
{
    [BrowserTheory]
    [ClassData(typeof(Widths))]
    public async Task A_message_is_sent_with_attributes_and_a_delay(string width)
    {
        using RunWithConsole run = await RunWithConsole.StartAsync();
        ConsolePage page = await ConsolePage.OpenAsync(browser, Screen.Of(width), run.Url);

        await page.Button("memos", "Send…").ClickAsync();
        await Expect(page.Dialog.GetByLabel("Deduplication id")).Not.ToBeVisibleAsync();
        await page.Dialog.GetByLabel("Body").FillAsync("""{"id":"1","text":"tea"}""");
        await page.Dialog.GetByLabel("Delay in seconds").FillAsync("1");
        await page.Dialog.GetByRole(AriaRole.Button, new() { Name = "Add an attribute" }).ClickAsync();
        await page.Dialog.GetByLabel("Name").FillAsync("shop");
        await page.Dialog.GetByLabel("Value").FillAsync("north");
        await page.Dialog.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();

        await Expect(page.Told).ToContainTextAsync("sent message ");
        await Expect(page.Rows).ToHaveCountAsync(1);
        await Expect(page.Rows.Locator(".state")).ToHaveTextAsync("done");
        await page.Rows.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(page.Dialog).ToContainTextAsync("north");
        Assert.Empty(page.Errors);
    }

    [BrowserTheory]
    [ClassData(typeof(Widths))]
    public async Task A_FIFO_queue_asks_for_group_and_deduplication_id(string width)
    {
        using RunWithConsole run = await RunWithConsole.StartAsync("--fifo");
        ConsolePage page = await ConsolePage.OpenAsync(browser, Screen.Of(width), run.Url);

        await page.Button("memos.fifo", "Send…").ClickAsync();
        await page.Dialog.GetByLabel("Body").FillAsync("""{"id":"1","text":"tea"}""");
        await page.Dialog.GetByLabel("Message group id").FillAsync("shop-1");
        await page.Dialog.GetByLabel("Deduplication id").FillAsync("a");
        await page.Dialog.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();

        await Expect(page.Rows.Locator(".state")).ToHaveTextAsync("done");
        await page.Rows.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(page.Dialog).ToContainTextAsync("shop-1");
    }

    [BrowserFact]
    public async Task What_SQS_refuses_is_said_in_the_dialog_with_the_error_of_SQS()
    {
        using RunWithConsole run = await RunWithConsole.StartAsync();
        ConsolePage page = await ConsolePage.OpenAsync(browser, Screen.Laptop, run.Url);

        await page.Button("memos", "Send…").ClickAsync();
        await page.Dialog.GetByLabel("Body").FillAsync("");
        await page.Dialog.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();

        await Expect(page.Dialog.GetByRole(AriaRole.Alert)).ToHaveTextAsync("The request must contain the parameter MessageBody.");
    }

    [BrowserFact]
    public async Task A_file_is_sent_line_by_line()
    {
        using RunWithConsole run = await RunWithConsole.StartAsync();
        ConsolePage page = await ConsolePage.OpenAsync(browser, Screen.Laptop, run.Url);

        await page.Button("memos", "Send…").ClickAsync();
        await page.Dialog.GetByLabel("File, up to 5 MiB").SetInputFilesAsync(new FilePayload
        {
            Name = "memos.jsonl",
            MimeType = "text/plain",
            Buffer = "{\"id\":\"1\",\"text\":\"a\"}\n\n{\"id\":\"2\",\"text\":\"b\"}\n"u8.ToArray(),
        });
        await page.Dialog.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();

        await Expect(page.Told).ToHaveTextAsync("sent 2 messages from memos.jsonl to memos");
        await Expect(page.Rows).ToHaveCountAsync(2);
    }

    [BrowserTheory]
    [ClassData(typeof(Widths))]
    public async Task Dead_letters_are_redriven_one_by_one_and_all_deleted_and_purged(string width)
    {
        using RunWithConsole run = await RunWithConsole.StartAsync();
        string[] ids = [.. await Task.WhenAll(Enumerable.Range(1, 4).Select(_ => run.SendAsync("kept", "memos-dlq")))];
        string moved = await DeadLetterAsync(run);
        ConsolePage page = await ConsolePage.OpenAsync(browser, Screen.Of(width), run.Url);
        ILocator visible = page.Value(page.Queue("memos-dlq"), "visible");
        await Expect(visible).ToHaveTextAsync("5");

        await page.Page.GetByRole(AriaRole.Searchbox).FillAsync(ids[0]);
        await Expect(page.Rows).ToHaveCountAsync(1);
        ILocator message = await page.OpenMessageAsync(ids[0]);
        await message.GetByRole(AriaRole.Button, new() { Name = "Delete…" }).ClickAsync();
        await Expect(page.Question).ToContainTextAsync("from memos-dlq? It cannot be brought back.");
        await page.Question.GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).ClickAsync();
        await Expect(page.Question).Not.ToBeVisibleAsync();
        await Expect(message).ToContainTextAsync("deleted message ");
        await page.Page.Keyboard.PressAsync("Escape");
        await Expect(visible).ToHaveTextAsync("4");

        await page.Page.GetByRole(AriaRole.Searchbox).FillAsync(moved);
        await Expect(page.Rows).ToHaveCountAsync(2);
        await page.Row(moved).Filter(new() { HasText = "dead-lettered" }).GetByRole(AriaRole.Button).ClickAsync();
        await Expect(page.Dialog.GetByRole(AriaRole.Button, new() { Name = "Delete…" })).Not.ToBeVisibleAsync();
        await page.Dialog.GetByRole(AriaRole.Button, new() { Name = "Show it in memos-dlq" }).ClickAsync();
        await page.Dialog.GetByRole(AriaRole.Button, new() { Name = "Redrive", Exact = true }).DblClickAsync();
        await Expect(page.Dialog).ToContainTextAsync("moved message ");
        await Expect(page.Dialog.GetByRole(AriaRole.Heading, new() { Name = $"Message {moved}" })).ToBeFocusedAsync();
        await page.Page.Keyboard.PressAsync("Escape");
        await Expect(visible).ToHaveTextAsync("3");

        await page.Button("memos-dlq", "Purge…").ClickAsync();
        await Expect(page.Question).ToContainTextAsync("Delete all messages of memos-dlq (3)? They cannot be brought back.");
        await page.Page.Keyboard.PressAsync("Escape");
        await Expect(visible).ToHaveTextAsync("3");
        await page.Button("memos-dlq", "Purge…").ClickAsync();
        await page.Question.GetByRole(AriaRole.Button, new() { Name = "Purge", Exact = true }).ClickAsync();
        await Expect(page.Told).ToHaveTextAsync("purged memos-dlq");
        await Expect(visible).ToHaveTextAsync("0");
        Assert.Empty(page.Errors);
    }

    [BrowserTheory]
    [ClassData(typeof(Widths))]
    public async Task All_dead_letters_are_redriven(string width)
    {
        using RunWithConsole run = await RunWithConsole.StartAsync();
        string moved = await DeadLetterAsync(run);
        ConsolePage page = await ConsolePage.OpenAsync(browser, Screen.Of(width), run.Url);
        await Expect(page.Row(moved).Filter(new() { HasText = "in the dead-letter queue" })).ToBeVisibleAsync();

        await page.Button("memos-dlq", "Redrive all").ClickAsync();

        await Expect(page.Told).ToHaveTextAsync("moved 1 message from memos-dlq to source");
        await Expect(page.Value(page.Queue("memos-dlq"), "visible")).ToHaveTextAsync("0");
    }

    [BrowserTheory]
    [ClassData(typeof(Widths))]
    public async Task A_function_is_paused_and_resumed(string width)
    {
        using RunWithConsole run = await RunWithConsole.StartAsync();
        ConsolePage page = await ConsolePage.OpenAsync(browser, Screen.Of(width), run.Url);

        await page.Button("memos", "Pause").ClickAsync();
        await Expect(page.Told).ToHaveTextAsync("memos is paused");
        string id = await run.SendMemoAsync("1", "tea");
        await page.HasStateAsync(id, "waiting");
        await Expect(page.Queue("memos")).ToContainTextAsync("paused");

        await page.Button("memos", "Resume").ClickAsync();
        await page.HasStateAsync(id, "done");
    }

    [BrowserTheory]
    [ClassData(typeof(Widths))]
    public async Task Settings_and_faults_change_while_it_runs_and_a_wrong_value_is_refused(string width)
    {
        using RunWithConsole run = await RunWithConsole.StartAsync();
        ConsolePage page = await ConsolePage.OpenAsync(browser, Screen.Of(width), run.Url);

        await page.Button("memos", "Settings…").ClickAsync();
        await page.Dialog.GetByLabel("Batch size").FillAsync("100");
        await page.Dialog.GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();
        await Expect(page.Dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("Maximum batch window in seconds must be greater than 0");

        await page.Dialog.GetByLabel("Batch size").FillAsync("5");
        await page.Dialog.GetByLabel("Delete fails").FillAsync("100");
        await page.Dialog.GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();

        await Expect(page.Told).ToContainTextAsync("batch size 10 → 5");
        await Expect(page.Queue("memos")).ToContainTextAsync("batch size 5");
        string id = await run.SendMemoAsync("1", "tea");
        await page.HasStateAsync(id, "the delete failed, by --fault-delete");
    }

    [BrowserFact]
    public async Task What_the_function_itself_dead_lettered_is_found_in_both_queues_and_redriven()
    {
        using RunWithConsole run = await RunWithConsole.StartAsync("--dead-letter-at-once");
        string bad = await run.SendMemoAsync("1", "");
        ConsolePage page = await ConsolePage.OpenAsync(browser, Screen.Laptop, run.Url);
        await page.HasStateAsync(bad, "dead-lettered: text is blank");

        ILocator message = await page.OpenMessageAsync(bad);
        await message.GetByRole(AriaRole.Button, new() { Name = "Show it in memos-dlq" }).ClickAsync();
        await Expect(message).ToContainTextAsync("in the dead-letter queue");
        await message.GetByRole(AriaRole.Button, new() { Name = "Show it in memos", Exact = true }).ClickAsync();
        await Expect(message.GetByRole(AriaRole.Heading, new() { Name = $"Message {bad}" })).ToBeVisibleAsync();
        await page.Page.Keyboard.PressAsync("Escape");
        await page.Button("memos", "Pause").ClickAsync();
        await Expect(page.Told).ToHaveTextAsync("memos is paused");
        await page.Button("memos-dlq", "Redrive all").ClickAsync();

        await Expect(page.Told).ToHaveTextAsync("moved 1 message from memos-dlq to memos");
        await Expect(page.Value(page.Queue("memos"), "visible")).ToHaveTextAsync("1");
        await run.WrittenAsync("moved 1 message from memos-dlq to memos (by the console)");
        Assert.Empty(page.Errors);
    }

    [BrowserFact]
    public async Task A_message_is_sent_once_however_often_the_keys_are_pressed()
    {
        using RunWithConsole run = await RunWithConsole.StartAsync();
        ConsolePage page = await ConsolePage.OpenAsync(browser, Screen.Laptop, run.Url);
        TaskCompletionSource pressed = new();
        await page.Page.RouteAsync("**/console/do/send", async route =>
        {
            await pressed.Task;
            await route.ContinueAsync();
        });

        await page.Button("memos", "Send…").ClickAsync();
        await page.Dialog.GetByLabel("Body").PressSequentiallyAsync("http://a/b");
        for (int press = 0; press < 3; press++)
        {
            await page.Page.Keyboard.PressAsync("Control+Enter");
        }

        pressed.SetResult();
        await Expect(page.Told).ToContainTextAsync("sent message ");
        await Expect(page.Rows).ToHaveCountAsync(1);
        await Expect(page.Rows.Locator(".body")).ToHaveTextAsync("http://a/b");
    }

    [BrowserFact]
    public async Task An_answer_that_comes_after_its_dialog_was_closed_is_told_in_the_page_and_closes_no_other_one()
    {
        using RunWithConsole run = await RunWithConsole.StartAsync();
        ConsolePage page = await ConsolePage.OpenAsync(browser, Screen.Laptop, run.Url);
        TaskCompletionSource closed = new();
        await page.Page.RouteAsync("**/console/do/purge", async route =>
        {
            await closed.Task;
            await route.ContinueAsync();
        });

        await page.Button("memos-dlq", "Purge…").ClickAsync();
        await page.Question.GetByRole(AriaRole.Button, new() { Name = "Purge", Exact = true }).ClickAsync();
        await page.Page.Keyboard.PressAsync("Escape");
        await page.Button("memos", "Purge…").ClickAsync();
        closed.SetResult();

        await Expect(page.Told).ToHaveTextAsync("purged memos-dlq");
        await Expect(page.Question).ToContainTextAsync("Delete all messages of memos (0)?");
    }

    [BrowserFact]
    public async Task What_another_page_has_changed_is_not_taken_back()
    {
        using RunWithConsole run = await RunWithConsole.StartAsync();
        ConsolePage first = await ConsolePage.OpenAsync(browser, Screen.Laptop, run.Url);
        ConsolePage second = await ConsolePage.OpenAsync(browser, Screen.Laptop, run.Url);
        foreach (ConsolePage page in new[] { first, second })
        {
            await page.Button("memos", "Settings…").ClickAsync();
        }

        await first.Dialog.GetByLabel("Batch size").FillAsync("3");
        await first.Dialog.GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();
        await Expect(first.Told).ToHaveTextAsync("memos: batch size 10 → 3");
        await second.Dialog.GetByLabel("Crash").FillAsync("1");
        await second.Dialog.GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();

        await Expect(second.Told).ToHaveTextAsync("memos: fault crash 0 → 1 %");
        foreach (ConsolePage page in new[] { first, second })
        {
            await Expect(page.Queue("memos")).ToContainTextAsync("fault crash 1 %");
            await page.Button("memos", "Settings…").ClickAsync();
        }

        await second.Dialog.GetByLabel("Crash").FillAsync("0");
        await second.Dialog.GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();
        await Expect(second.Told).ToHaveTextAsync("memos: fault crash 1 → 0 %");
        await first.Dialog.GetByLabel("Shuffle").FillAsync("2");
        await first.Dialog.GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();
        await Expect(first.Told).ToHaveTextAsync("memos: fault shuffle 0 → 2 %");
    }

    [BrowserTheory]
    [InlineData("", "Batch size must have a value.")]
    [InlineData("1.5", "Batch size is 1.5: it must be a whole number.")]
    [InlineData("99999999999", "Batch size is 99999999999: allowed is 1 to 10,000.")]
    public async Task A_number_that_cannot_be_is_told_with_what_is_allowed(string value, string text)
    {
        using RunWithConsole run = await RunWithConsole.StartAsync();
        ConsolePage page = await ConsolePage.OpenAsync(browser, Screen.Laptop, run.Url);

        await page.Button("memos", "Settings…").ClickAsync();
        await page.Dialog.GetByLabel("Batch size").FillAsync(value);
        await page.Dialog.GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();

        await Expect(page.Dialog.GetByRole(AriaRole.Alert)).ToHaveTextAsync(text);
    }

    [BrowserFact]
    public async Task What_is_no_number_is_not_sent()
    {
        using RunWithConsole run = await RunWithConsole.StartAsync();
        ConsolePage page = await ConsolePage.OpenAsync(browser, Screen.Laptop, run.Url);

        await page.Button("memos", "Settings…").ClickAsync();
        await page.Dialog.GetByLabel("Maximum concurrency").FocusAsync();
        await page.Page.Keyboard.TypeAsync("e");
        await page.Dialog.GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();

        await Expect(page.Dialog.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Maximum concurrency must be a number.");
    }

    // A message that was received once too often.
    private static async Task<string> DeadLetterAsync(RunWithConsole run)
    {
        string source = (await run.Sqs.CreateQueueAsync(new CreateQueueRequest("source")
        {
            Attributes = new()
            {
                ["VisibilityTimeout"] = "0",
                ["RedrivePolicy"] = """{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:memos-dlq","maxReceiveCount":1}""",
            },
        })).QueueUrl;
        string id = (await run.Sqs.SendMessageAsync(source, "text")).MessageId;
        await run.Sqs.ReceiveMessageAsync(source);
        await run.Sqs.ReceiveMessageAsync(source);
        return id;
    }
}
