using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Trace;
using SqsLambda.Batch.Failures;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Tests.Failures;

namespace SqsLambda.Batch.Tests.Tracing;

/// <summary>The spans of messages, exported by the OpenTelemetry SDK. Other tests run beside these: each looks at its own messages only.</summary>
public sealed class MessageActivityTests : IDisposable
{
    private const string Parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private readonly string _id = Guid.NewGuid().ToString("N");
    private readonly List<Activity> _exported = [];
    private readonly TracerProvider _provider;
    private readonly Harness _harness = new();

    public MessageActivityTests() =>
        _provider = Sdk.CreateTracerProviderBuilder().AddSource(BatchTelemetry.ActivitySourceName).AddSource(nameof(MessageActivityTests)).AddInMemoryExporter(_exported).Build()!;

    [Fact]
    public async Task Each_message_has_a_consumer_span_with_the_attributes_of_the_conventions()
    {
        await _harness.ReturnedAsync(Batch("a", "a", "b"));

        Activity[] spans = Spans();
        Assert.Equal([$"{_id}-0", $"{_id}-1", $"{_id}-2"], spans.Select(static span => span.GetTagItem("messaging.message.id")));
        Assert.All(spans, static span =>
        {
            Assert.Equal(("process test-queue", ActivityKind.Consumer, ActivityStatusCode.Unset), (span.DisplayName, span.Kind, span.Status));
            Assert.Equal(
                ("aws_sqs", "process", "process", "test-queue", "pubsub", null),
                (span.GetTagItem("messaging.system"), span.GetTagItem("messaging.operation.type"), span.GetTagItem("messaging.operation.name"),
                    span.GetTagItem("messaging.destination.name"), span.GetTagItem("faas.trigger"), span.GetTagItem("error.type")));
            Assert.Empty(span.Links);
        });
        Assert.Equal(["succeeded", "duplicate", "succeeded"], spans.Select(Outcome));
    }

    [Fact]
    public async Task What_did_not_run_has_a_span_that_says_what_became_of_it()
    {
        var queue = new RecordingQueue { Refusal = message => message.MessageId == $"{_id}-1" ? new("Full", "no room") : null };
        var harness = new Harness
        {
            Options = new() { MaxDegreeOfParallelism = 1, Failures = new() { DeadLetters = queue, StopAfterConsecutiveOutages = 1 } },
        };
        harness.Store.ClaimResults = results => [results[0], new(ClaimStatus.Completed), new(ClaimStatus.InProgress), .. results.Skip(3)];
        harness.Handler.On("e", static () => throw new DependencyUnavailableException("down"));

        await harness.ReturnedAsync(Named(TestSqsEvent.Of(
            "x", "y", Notes.Body("a"), Notes.Body("b"), Notes.Body("c"), Notes.Body("e"), Notes.Body("f"), Notes.Body("e"))));

        Activity[] spans = Spans();
        Assert.Equal(
            [
                ("dead_lettered", "Unparseable"), ("permanently_failed", "Unparseable"), ("succeeded", null), ("duplicate", null), ("in_progress", null),
                ("failed", typeof(DependencyUnavailableException).FullName), ("not_attempted", null), ("failed", typeof(DependencyUnavailableException).FullName),
            ],
            spans.Select(static span => (Outcome(span), (string?)span.GetTagItem("error.type"))));
        Assert.All(spans, static span => Assert.Equal(span.GetTagItem("error.type") is null ? ActivityStatusCode.Unset : ActivityStatusCode.Error, span.Status));
    }

    [Fact]
    public async Task A_handler_that_breaks_off_at_its_cancellation_did_not_finish()
    {
        _harness.Handler.On("a", static (_, stop) => Task.Delay(Timeout.Infinite, stop));
        Task<string[]> running = _harness.ReturnedAsync(Batch("a"));
        _harness.Time.Advance(TimeSpan.FromSeconds(29));
        await running;

        Activity span = Assert.Single(Spans());
        Assert.Equal(("not_finished", "NotFinished"), (Outcome(span), span.GetTagItem("error.type")));
    }

    [Fact]
    public async Task A_handler_that_never_ends_has_its_span_when_the_invocation_answers()
    {
        _harness.Handler.On("a", static () => new TaskCompletionSource().Task);
        Task<string[]> running = _harness.ReturnedAsync(Batch("a", "b"));
        _harness.Time.Advance(TimeSpan.FromSeconds(29.5));
        await running;

        Assert.Equal(["not_finished", "succeeded"], Spans().Select(Outcome).Order());
    }

    [Fact]
    public async Task A_handler_that_ends_after_the_answer_has_no_second_span()
    {
        var late = new TaskCompletionSource();
        _harness.Handler.On("a", () => late.Task);
        Task<string[]> running = _harness.ReturnedAsync(Batch("a"));
        _harness.Time.Advance(TimeSpan.FromSeconds(29.5));
        await running;
        late.SetResult();

        Assert.Equal("not_finished", Outcome(Assert.Single(Spans())));
    }

    [Fact]
    public async Task A_failure_is_an_error_with_its_type()
    {
        _harness.Handler.Fails("a");
        await _harness.ReturnedAsync(Batch("a"));

        Activity span = Assert.Single(Spans());
        Assert.Equal((ActivityStatusCode.Error, "InvalidOperationException: It broke."), (span.Status, span.StatusDescription));
        Assert.Equal("System.InvalidOperationException", span.GetTagItem("error.type"));
        Assert.Equal("InvalidOperationException: It broke.", span.GetTagItem("sqs_lambda.reason"));
    }

    [Fact]
    public async Task It_is_a_child_of_the_invocation_and_each_message_has_one_of_its_own()
    {
        using var source = new ActivitySource(nameof(MessageActivityTests));
        using Activity invocation = source.StartActivity("invocation")!;
        var seen = new List<ActivitySpanId?>();
        foreach (string id in new[] { "a", "b" })
        {
            _harness.Handler.On(id, async () =>
            {
                seen.Add(Activity.Current?.SpanId);
                await Task.Yield();
                seen.Add(Activity.Current?.SpanId);
            });
        }

        await _harness.ReturnedAsync(Batch("a", "b"));

        Activity[] spans = Spans();
        Assert.All(spans, span => Assert.Equal(invocation.SpanId, span.ParentSpanId));
        Assert.Equal(2, seen.Distinct().Count());
        Assert.Equal(spans.Select(static span => (ActivitySpanId?)span.SpanId).Order(SpanIds), seen.Distinct().Order(SpanIds));
        Assert.Same(invocation, Activity.Current);
    }

    [Theory]
    [InlineData("Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1", null, "5759e988bd862e3fe1be46a994272793 53995c3f42cd8ad8 Recorded")]
    [InlineData("Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0;Lineage=926e4e43:0", null, "5759e988bd862e3fe1be46a994272793 53995c3f42cd8ad8 None")]
    [InlineData("Root=1-5759e988-bd862e3fe1be46a994272793", null, "")]
    [InlineData("nonsense;;=", null, "")]
    [InlineData(null, Parent, "0af7651916cd43dd8448eb211c80319c b7ad6b7169203331 Recorded vendor=1")]
    [InlineData(null, "nonsense", "")]
    [InlineData("Root=1-0af76519-16cd43dd8448eb211c80319c;Parent=b7ad6b7169203331;Sampled=1", Parent, "0af7651916cd43dd8448eb211c80319c b7ad6b7169203331 Recorded")]
    public async Task It_is_linked_to_the_span_that_sent_the_message(string? traceHeader, string? traceParent, string link)
    {
        await _harness.ReturnedAsync(Batch("a").With(0, record =>
        {
            if (traceHeader is not null)
            {
                record.Attributes["AWSTraceHeader"] = traceHeader;
            }

            if (traceParent is not null)
            {
                record.MessageAttributes["traceparent"] = new() { DataType = "String", StringValue = traceParent };
                record.MessageAttributes["tracestate"] = new() { DataType = "String", StringValue = "vendor=1" };
            }
        }));

        Activity span = Assert.Single(Spans());
        Assert.Equal(link, string.Join(", ", span.Links.Select(static each => $"{each.Context.TraceId} {each.Context.SpanId} {each.Context.TraceFlags} {each.Context.TraceState}".TrimEnd())));
        Assert.All(span.Links, static each => Assert.True(each.Context.IsRemote));
        Assert.Equal(default, span.ParentSpanId);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_listener_that_throws_changes_nothing_for_the_message_and_what_comes_after(bool atStart)
    {
        int thrown = 0;
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == BatchTelemetry.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStarted = span => Throw(span, atStart),
            ActivityStopped = span => Throw(span, !atStart),
        };
        ActivitySource.AddActivityListener(listener);
        using var source = new ActivitySource(nameof(MessageActivityTests));
        using Activity invocation = source.StartActivity("invocation")!;
        Activity? seen = null;
        Activity? seenAfter = null;
        var queue = new RecordingQueue
        {
            OnCall = () =>
            {
                seenAfter = Activity.Current;
                return Task.CompletedTask;
            },
        };
        var harness = new Harness { Options = new() { Failures = new() { DeadLetters = queue } } };
        harness.Handler.On("a", () =>
        {
            seen = Activity.Current;
            throw new PermanentFailureException("bad");
        });

        Assert.Empty(await harness.ReturnedAsync(Batch("a").Fifo("g")));

        Assert.Equal(1, thrown);
        Assert.True(atStart ? seen == invocation : seen?.Parent == invocation, $"{seen?.DisplayName}");
        Assert.Same(invocation, seenAfter);
        Assert.Same(invocation, Activity.Current);

        // Other tests run beside this one.
        void Throw(Activity span, bool isTime)
        {
            if (isTime && span.GetTagItem("messaging.message.id") is string id && id.StartsWith(_id, StringComparison.Ordinal))
            {
                thrown++;
                throw new InvalidOperationException("broken");
            }
        }
    }

    public void Dispose() => _provider.Dispose();

    private static Comparer<ActivitySpanId?> SpanIds { get; } = Comparer<ActivitySpanId?>.Create(static (one, other) => string.CompareOrdinal($"{one}", $"{other}"));

    private Activity[] Spans()
    {
        _provider.ForceFlush();
        lock (_exported)
        {
            return [.. _exported.Where(span => span.GetTagItem("messaging.message.id") is string id && id.StartsWith(_id, StringComparison.Ordinal))
                .OrderBy(static span => (string)span.GetTagItem("messaging.message.id")!, StringComparer.Ordinal)];
        }
    }

    private static string? Outcome(Activity span) => (string?)span.GetTagItem("sqs_lambda.outcome");

    private TestSqsEvent Batch(params string[] ids) => Named(Notes.Of(ids));

    private TestSqsEvent Named(TestSqsEvent batch) => batch.WithMessageIds([.. Enumerable.Range(0, batch.Count).Select(index => $"{_id}-{index}")]);
}
