using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using SqsLambda.Local.Faults;
using SqsLambda.Local.Sqs.Queues;
using SqsLambda.Local.Tests.Http;
using SqsLambda.Local.Tests.Sqs;

namespace SqsLambda.Local.Tests.WebConsole.Actions;

/// <summary>Pause, resume and settings, and what the page is told of a mapping.</summary>
public sealed class MappingActionTests
{
    [Fact]
    public async Task A_paused_function_gets_nothing_until_it_is_resumed_and_the_other_one_is_not_paused()
    {
        await using ActionFixture console = await ActionFixture.StartAsync();
        console.Start(console.Function);
        console.Start(console.FifoFunction);
        await RunningEndpoint.UntilAsync(() => console.Orders.WaitingReceives == 5);

        Assert.Equal((HttpStatusCode.OK, "shop is paused"), await console.DoAsync("pause", new { queue = console.Orders.Arn }));
        console.Orders.Send("held");
        console.Fifo.Send("of the other", "g", "d");
        Assert.Equal("of the other", Assert.Single((await console.NextBatchAsync()).Messages).Body);
        Assert.Equal((new QueueCounts(1, 0, 0), false), (console.Orders.Counts, (await MappingOfAsync(console, "orders"))["isEnabled"]!.GetValue<bool>()));

        Assert.Equal((HttpStatusCode.OK, "shop is resumed"), await console.DoAsync("resume", new { queue = console.Orders.Arn }));
        Assert.Equal("held", Assert.Single((await console.NextBatchAsync()).Messages).Body);
        Assert.Equal(["shop is paused (by the console)", "shop is resumed (by the console)"], console.Told);
    }

    [Fact]
    public async Task A_queue_without_a_function_cannot_be_paused()
    {
        await using ActionFixture console = await ActionFixture.StartAsync();

        Assert.Equal(
            (HttpStatusCode.NotFound, $"There is no function for a queue '{console.DeadLetters.Arn}'."), await console.DoAsync("pause", new { queue = console.DeadLetters.Arn }));
    }

    [Fact]
    public async Task Settings_and_faults_are_changed_together_and_told()
    {
        const string Filter = """{"body":{"sku":["TEA"]}}""";
        await using ActionFixture console = await ActionFixture.StartAsync();

        (HttpStatusCode status, string text) = await console.DoAsync("settings", new
        {
            queue = console.Orders.Arn,
            batchSize = 20,
            batchingWindow = 2,
            maximumConcurrency = 3,
            reportBatchItemFailures = false,
            filters = new[] { Filter },
            faults = new { delete = 12.5, Crash = 100 },
        });

        Assert.Equal(
            (HttpStatusCode.OK,
                "shop: batch size 10 → 20, batching window 0 → 2 s, maximum concurrency none → 3, ReportBatchItemFailures on → off, "
                + $"filters {Filter}, fault crash 0 → 100 %, fault delete 0 → 12.5 %"),
            (status, text));
        Assert.Equal(
            $$$"""{"function":"shop","isEnabled":true,"pollers":5,"batches":0,"batchSize":20,"batchingWindow":2,"maximumConcurrency":3,"reportBatchItemFailures":false,"filters":["{{{Filter.Replace("\"", "\\u0022", StringComparison.Ordinal)}}}"],"faults":{"Crash":100,"Delete":12.5},"seed":"7"}""",
            (await MappingOfAsync(console, "orders")).ToJsonString());
        Assert.Equal(10, (int)(await MappingOfAsync(console, "orders.fifo"))["batchSize"]!);
        Assert.Equal([$"{text} (by the console)"], console.Told);
    }

    [Fact]
    public async Task What_is_absent_stays_as_it_is_and_null_is_no_maximum_concurrency()
    {
        await using ActionFixture console = await ActionFixture.StartAsync();
        await console.DoAsync("settings", new { queue = console.Orders.Arn, maximumConcurrency = 3, faults = new { throttle = 1 } });

        Assert.Equal((HttpStatusCode.OK, "nothing of shop was changed"), await console.DoAsync("settings", new { queue = console.Orders.Arn }));
        Assert.Equal((3, 1.0), (console.Function.Mapping.Settings.MaximumConcurrency, console.Function.Faults.Percentages[FaultKind.Throttle]));
        Assert.Equal(
            (HttpStatusCode.OK, "shop: maximum concurrency 3 → none, fault throttle 1 → 0 %"),
            await console.DoAsync("settings", new { queue = console.Orders.Arn, maximumConcurrency = (int?)null, faults = new { throttle = 0 } }));
    }

    [Theory]
    [InlineData("""{"batchSize":0}""", "1 validation error detected: Value '0' at 'batchSize' failed to satisfy constraint: Member must have value greater than or equal to 1")]
    [InlineData("""{"batchSize":11}""", "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10: set a batching window")]
    [InlineData("""{"batchingWindow":301}""", "1 validation error detected: Value '301' at 'maximumBatchingWindowInSeconds' failed to satisfy constraint: Member must have value less than or equal to 300")]
    [InlineData("""{"batchingWindow":60}""", null)]
    [InlineData("""{"maximumConcurrency":1}""", "1 validation error detected: Value '1' at 'scalingConfig.maximumConcurrency' failed to satisfy constraint: Member must have value greater than or equal to 2")]
    [InlineData("""{"maximumConcurrency":"2"}""", "maximumConcurrency must be a whole number, or null for no limit.")]
    [InlineData("""{"maximumConcurrency":2.5}""", "maximumConcurrency must be a whole number, or null for no limit.")]
    [InlineData("""{"filters":["{}"]}""", "Invalid filter pattern definition. Pattern 1: ")]
    [InlineData("""{"filters":[null]}""", "A filter is null: each must be a text with a pattern.")]
    [InlineData("""{"faults":{"delete":101}}""", "The fault delete is 101: allowed is 0 to 100 percent.")]
    [InlineData("""{"faults":{"delete":-1}}""", "The fault delete is -1: allowed is 0 to 100 percent.")]
    [InlineData("""{"faults":{"7":1}}""", "There is no fault '7'.")]
    [InlineData("""{"faults":{"loss":1}}""", "The request body is not valid JSON for this operation: faults")]
    public async Task A_setting_that_is_not_allowed_is_told_in_the_words_of_Lambda_and_nothing_changes(string settings, string? text)
    {
        await using ActionFixture console = await ActionFixture.StartAsync();
        JsonObject request = JsonNode.Parse(settings)!.AsObject();
        request["queue"] = console.Orders.Arn;
        request["reportBatchItemFailures"] = false;

        (HttpStatusCode status, string answer) = await console.DoAsync("settings", request);

        Assert.Equal(text is null ? HttpStatusCode.OK : HttpStatusCode.BadRequest, status);
        Assert.StartsWith(text ?? "shop: ", answer, StringComparison.Ordinal);
        Assert.Equal(text is not null, console.Function.Mapping.Settings.ReportBatchItemFailures);
    }

    [Fact]
    public async Task A_batching_window_is_refused_for_a_FIFO_queue()
    {
        await using ActionFixture console = await ActionFixture.StartAsync();

        Assert.Equal(
            (HttpStatusCode.BadRequest, "Batching window is not supported for FIFO queues"),
            await console.DoAsync("settings", new { queue = console.Fifo.Arn, batchingWindow = 1 }));
    }

    [Fact]
    public async Task A_fault_that_is_switched_on_strikes_and_can_be_switched_off_again()
    {
        await using ActionFixture console = await ActionFixture.StartAsync();
        console.Start(console.Function);
        await console.DoAsync("settings", new { queue = console.Orders.Arn, faults = new { delete = 100 } });
        console.Orders.Send("a");
        await console.NextBatchAsync();
        await RunningEndpoint.UntilAsync(() => console.Function.Faults.ToString() == "delete 1");

        await console.DoAsync("settings", new { queue = console.Orders.Arn, faults = new { delete = 0 } });
        console.Orders.Send("b");
        await console.NextBatchAsync();
        await RunningEndpoint.UntilAsync(() => console.Orders.Counts == new QueueCounts(0, 1, 0));

        Assert.Equal("faults (--seed 7): delete 1", console.Function.Faults.Farewell);
    }

    private static async Task<JsonNode> MappingOfAsync(ActionFixture console, string queue)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{console.Url}/console/stream");
        using var http = new HttpClient();
        using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await foreach (SseItem<string> item in SseParser.Create(await response.Content.ReadAsStreamAsync()).EnumerateAsync())
        {
            if (item.EventType == "now")
            {
                return JsonNode.Parse(item.Data)!["queues"]!.AsArray().Single(row => (string?)row!["name"] == queue)!["mapping"]!;
            }
        }

        throw new InvalidOperationException("The stream has ended.");
    }
}
