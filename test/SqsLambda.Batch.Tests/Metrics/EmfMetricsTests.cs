using System.Text.Json;
using SqsLambda.Batch.Failures;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Metrics;
using SqsLambda.Batch.Tests.Failures;

namespace SqsLambda.Batch.Tests.Metrics;

/// <summary>What a batch comes to, in the log and as metrics.</summary>
public sealed class EmfMetricsTests : IDisposable
{
    private readonly MemoryStream _output = new();

    [Fact]
    public async Task Each_batch_is_one_line_of_valid_embedded_metric_format_whatever_became_of_it()
    {
        var queue = new RecordingQueue();
        Harness harness = NewHarness(new() { DeadLetters = queue });
        harness.Handler.Fails("fails");
        await harness.ReturnedAsync(Notes.Of("a", "b"));
        await harness.ReturnedAsync(Notes.Of("a").Fifo("g"));
        await harness.ReturnedAsync(TestSqsEvent.Of(Notes.Body("fails"), "x", Notes.Body("a")));
        await harness.ReturnedAsync(Notes.Of("c").With(0, static record => record.Attributes.Remove("SentTimestamp")));
        await harness.ReturnedAsync(Notes.Of("d"), TimeSpan.Zero);
        await harness.ReturnedAsync(Notes.Of("e").With(0, static record => record.EventSourceArn = null));

        JsonElement[] documents = Documents();
        Assert.Equal(["test-queue", "test-queue.fifo", "test-queue", "test-queue", "test-queue", "unknown"], documents.Select(static document => document.GetProperty("QueueName").GetString()));
        Assert.All(documents, document =>
        {
            JsonElement metadata = document.GetProperty("_aws");
            Assert.Equal(harness.Time.GetUtcNow().ToUnixTimeMilliseconds(), metadata.GetProperty("Timestamp").GetInt64());
            JsonElement directive = Assert.Single(metadata.GetProperty("CloudWatchMetrics").EnumerateArray());
            Assert.Equal("""[["FunctionName","QueueName"]]""", directive.GetProperty("Dimensions").GetRawText());
            string[] names = [.. directive.GetProperty("Metrics").EnumerateArray().Select(static metric => metric.GetProperty("Name").GetString()!)];
            Assert.Equal(document.TryGetProperty("OldestMessageAge", out _) ? EmfMetrics.Names : EmfMetrics.Names.SkipLast(1), names);
        });
        Assert.Equal([0, 0, 1, 0, 0, 0], documents.Select(static document => document.GetProperty("MessagesFailed").GetInt32()));
    }

    [Fact]
    public async Task Every_message_counts_once_among_the_outcomes()
    {
        var queue = new RecordingQueue { Refusal = static message => message.MessageId == "m5" ? new("No", "no") : null };
        Harness harness = NewHarness(new() { DeadLetters = queue, StopAfterConsecutiveOutages = 1 });
        harness.Store.ClaimResults = results => [.. results.Select((result, index) =>
            index == 2 ? new(ClaimStatus.InProgress, TimeSpan.Zero) : index == 3 ? new ClaimResult(ClaimStatus.Completed) : result)];
        harness.Handler.Fails("b");
        harness.Handler.On("w", static () => throw new DependencyUnavailableException("down"));

        await harness.ReturnedAsync(TestSqsEvent.Of(
            Notes.Body("a"), Notes.Body("b"), Notes.Body("c"), Notes.Body("d"), "x", "y", Notes.Body("w"), Notes.Body("z")));

        JsonElement document = Assert.Single(Documents());
        Assert.Equal(
            (8, 1, 1, 1, 2, 1, 1, 1),
            (Of("MessagesReceived"), Of("MessagesProcessed"), Of("MessagesDuplicate"), Of("MessagesInProgress"), Of("MessagesFailed"),
                Of("MessagesFailedPermanently"), Of("MessagesDeadLettered"), Of("MessagesNotAttempted")));
        Assert.Equal(
            "Information: Batch of 8 messages from test-queue: 1 processed, 1 duplicates, 0 discarded, 1 in progress elsewhere, 2 failed, 1 failed permanently, "
                + "1 dead-lettered, 1 not attempted, in 0 ms",
            Assert.Single(harness.Logger.Summaries));

        int Of(string name) => document.GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task Times_lost_leases_and_retries_are_told()
    {
        Harness harness = NewHarness();
        int settles = 0;
        harness.Store.SettlementResults = results => [.. results.Select(_ =>
            new SettlementResult(++settles == 1 ? SettlementStatus.Unavailable : SettlementStatus.LeaseLost))];
        harness.Handler.On("a", () =>
        {
            harness.Time.Advance(TimeSpan.FromMilliseconds(1_500));
            return Task.CompletedTask;
        });
        DateTimeOffset sent = harness.Time.GetUtcNow() - TimeSpan.FromMinutes(1);

        await harness.ReturnedAsync(Notes.Of("a").SentAt(sent));

        JsonElement document = Assert.Single(Documents());
        Assert.Equal((1, 1), (document.GetProperty("LeasesLost").GetInt32(), document.GetProperty("StoreRetries").GetInt32()));
        Assert.InRange(document.GetProperty("BatchDuration").GetDouble(), 1_500, 1_600);
        Assert.InRange(document.GetProperty("StoreTime").GetDouble(), 10, 100);
        Assert.InRange(document.GetProperty("OldestMessageAge").GetDouble(), 61_500, 61_600);
    }

    [Fact]
    public async Task Store_time_is_that_of_claims_and_settlements_and_of_nothing_else()
    {
        var queue = new RecordingQueue();
        Harness harness = NewHarness(new() { DeadLetters = queue, Visibility = queue, BackoffBase = TimeSpan.FromSeconds(1) });
        harness.Handler.Fails("b").On("a", () => Pass(500));
        harness.Store.OnClaim = () => Pass(1_000);
        harness.Store.OnSettle = () => Pass(200);
        queue.OnCall = () => Pass(5_000);

        await harness.ReturnedAsync(TestSqsEvent.Of(Notes.Body("a"), Notes.Body("b"), "x"));

        JsonElement document = Assert.Single(Documents());
        Assert.Equal((11_700, 1_200), (document.GetProperty("BatchDuration").GetDouble(), document.GetProperty("StoreTime").GetDouble()));

        Task Pass(int milliseconds)
        {
            harness.Time.Advance(TimeSpan.FromMilliseconds(milliseconds));
            return Task.CompletedTask;
        }
    }

    [Theory]
    [InlineData(new[] { 30, 90, 60 }, 90_000)]
    [InlineData(new[] { -2 }, 0)]
    [InlineData(new[] { -2, 1 }, 1_000)]
    public async Task The_age_is_that_of_the_message_that_was_sent_first_and_never_negative(int[] secondsAgo, double age)
    {
        Harness harness = NewHarness();
        TestSqsEvent batch = Notes.Of(secondsAgo.Select(static seconds => $"{seconds}"));

        await harness.ReturnedAsync(batch.SentAt([.. secondsAgo.Select(seconds => harness.Time.GetUtcNow().AddSeconds(-seconds))]));

        Assert.Equal(age, Assert.Single(Documents()).GetProperty("OldestMessageAge").GetDouble());
    }

    [Fact]
    public async Task A_metric_that_is_not_known_is_left_out()
    {
        await NewHarness().ReturnedAsync(Notes.Of("a").With(0, static record => record.Attributes.Remove("SentTimestamp")));

        JsonElement document = Assert.Single(Documents());
        Assert.False(document.TryGetProperty("OldestMessageAge", out _));
        Assert.DoesNotContain("OldestMessageAge", document.GetProperty("_aws").GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_that_fails_changes_nothing()
    {
        Harness harness = NewHarness();
        await _output.DisposeAsync();

        Assert.Empty(await harness.ReturnedAsync(Notes.Of("a")));
        Assert.StartsWith("Error: An observer failed for the batch: ", Assert.Single(harness.Logger.Entries), StringComparison.Ordinal);
    }

    public void Dispose() => _output.Dispose();

    private Harness NewHarness(FailurePolicy? failures = null)
    {
        var observer = new Late();
        var harness = new Harness { Observer = observer, Options = new() { MaxDegreeOfParallelism = 1, Failures = failures ?? new() } };
        observer.Inner = new EmfMetrics(_output, "SqsLambda", harness.Time);
        return harness;
    }

    private JsonElement[] Documents() =>
        [.. System.Text.Encoding.UTF8.GetString(_output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(EmfSpecification.Read)];

    /// <summary>The clock of the metrics is that of the harness, which wants its observer first.</summary>
    private sealed class Late : IBatchObserver
    {
        public EmfMetrics Inner { get; set; } = null!;

        public void OnOutcome(MessageContext context, MessageOutcome outcome) => Inner.OnOutcome(context, outcome);

        public void OnBatch(BatchSummary summary) => Inner.OnBatch(summary);

        public void OnIncident(IdempotencyIncident incident, int count) => Inner.OnIncident(incident, count);
    }
}
