using SqsLambda.Batch.Reading;

namespace SqsLambda.Batch.Tests;

/// <summary>What a handler may do, and must be survived.</summary>
public sealed class HandlerTests
{
    private readonly Harness _harness = new();

    [Fact]
    public async Task A_handler_that_fails_returns_its_message_and_no_other()
    {
        _harness.Handler.Fails("b", "d");

        Assert.Equal(["m1", "m3"], await _harness.ReturnedAsync(Notes.Of("a", "b", "c", "d")));
        Assert.Equal(["a", "c"], _harness.Handler.Effects);
        Assert.Equal(
            [
                "Error: Message m1 failed (receive count 1): InvalidOperationException: It broke.",
                "Error: Message m3 failed (receive count 1): InvalidOperationException: It broke.",
            ],
            _harness.Logger.Entries);
    }

    [Fact]
    public async Task A_handler_may_throw_before_it_returns_a_task()
    {
        _harness.Handler.On("a", static () => throw new InvalidOperationException("At once."));

        Assert.Equal(["m0"], await _harness.ReturnedAsync(Notes.Of("a", "b")));
        Assert.Equal(["Error: Message m0 failed (receive count 1): InvalidOperationException: At once."], _harness.Logger.Entries);
    }

    [Fact]
    public async Task A_handler_may_return_no_task()
    {
        var processor = new BatchProcessor<Note>(MessageReader.Json(NoteJsonContext.Default.Note), new NullHandler());

        var response = await processor.ProcessAsync(
            Notes.Of("a"), new TestInvocationContext { Logger = _harness.Logger });

        Assert.Equal(["m0"], Harness.Ids(response));
        Assert.Contains("HandleAsync returned no task.", Assert.Single(_harness.Logger.Entries), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancellation_of_the_handlers_own_is_a_failure_like_any_other()
    {
        _harness.Handler.On("a", static () => throw new OperationCanceledException("The call timed out."));
        _harness.Handler.On("b", static () => Task.FromCanceled(new CancellationToken(canceled: true)));

        Assert.Equal(["m0", "m1"], await _harness.ReturnedAsync(Notes.Of("a", "b", "c")));
        Assert.StartsWith(
            "Error: Message m0 failed (receive count 1): OperationCanceledException: The call timed out.", _harness.Logger.Entries[0], StringComparison.Ordinal);
        Assert.Equal(["c"], _harness.Handler.Effects);
        Assert.Equal(1, _harness.Store.Records);
    }

    [Fact]
    public async Task A_permanent_failure_is_returned_and_says_so()
    {
        _harness.Handler.On("a", static () => throw new PermanentFailureException("The shop is closed."));

        Assert.Equal(["m0"], await _harness.ReturnedAsync(Notes.Of("a")));
        Assert.Equal(["Error: Message m0 failed permanently (receive count 1): The shop is closed."], _harness.Logger.Entries);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    public async Task As_many_messages_are_handled_at_once_as_is_allowed_and_no_more(int maxDegreeOfParallelism)
    {
        var harness = new Harness { Options = new() { MaxDegreeOfParallelism = maxDegreeOfParallelism } };
        string[] ids = [.. Enumerable.Range(0, 30).Select(static number => $"{number}")];
        var gate = new TaskCompletionSource();
        foreach (string id in ids)
        {
            harness.Handler.On(id, async () =>
            {
                if (harness.Handler.Called.Count() >= maxDegreeOfParallelism)
                {
                    gate.TrySetResult();
                }

                await gate.Task;
                await Task.Yield();
            });
        }

        Assert.Empty(await harness.ReturnedAsync(Notes.Of(ids)));
        Assert.Equal(maxDegreeOfParallelism, harness.Handler.MostAtOnce);
    }

    [Fact]
    public async Task The_context_carries_what_SQS_says()
    {
        await _harness.ReturnedAsync(
            Notes.Of("a").Fifo("g").ReceivedTimes(4).WithSystemAttribute("MessageDeduplicationId", "d").WithAttribute("Source", "shop"));

        MessageContext context = _harness.Handler.Contexts["a"];
        Assert.Equal("m0", context.MessageId);
        Assert.Equal("arn:aws:sqs:us-east-1:123456789012:test-queue.fifo", context.QueueArn);
        Assert.True(context.IsFifo);
        Assert.Equal(4, context.ReceiveCount);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1545082649183), context.SentTime);
        Assert.Equal(("g", "d"), (context.MessageGroupId, context.MessageDeduplicationId));
        Assert.Equal("shop", context.MessageAttributes["Source"].StringValue);
        Assert.Equal("AIDAIENQZJOLO23YVJ4VO", context.Attributes["SenderId"]);
        Assert.Same(_harness.Logger, context.Logger);

        // SHA-256 of "notes#a".
        Assert.Equal("94312f753f303b83521ef7448b913ec1573d1c94152fe7ff10c9bd69ec499c0a", context.IdempotencyKey);
    }

    /// <summary>A terminal would hide, recolour or reverse what follows such a character.</summary>
    [Theory]
    [InlineData('\u0007')]
    [InlineData('\u001b')]
    [InlineData('\u007f')]
    [InlineData('\u0085')]
    [InlineData('\u009b')]
    [InlineData('\u061c')]
    [InlineData('\u200f')]
    [InlineData('\u2028')]
    [InlineData('\u202e')]
    [InlineData('\u2066')]
    public async Task No_control_or_bidirectional_control_character_reaches_the_log(char control)
    {
        _harness.Handler.On("a", () => throw new InvalidOperationException($"T{control}A"));

        await _harness.ReturnedAsync(Notes.Of("a").With(0, record => record.MessageId = $"m{control}0"));

        Assert.Equal(["Error: Message m 0 failed (receive count 1): InvalidOperationException: T A"], _harness.Logger.Entries);
        Assert.DoesNotContain(control, _harness.Logger.Everything);
    }

    [Fact]
    public async Task A_log_line_cannot_be_forged()
    {
        _harness.Handler.On("a", static () => throw new InvalidOperationException("one\nError: two\r\u001b[31m"));

        await _harness.ReturnedAsync(Notes.Of("a").With(0, static record => record.MessageId = "m\nError: forged"));

        Assert.Equal(
            ["Error: Message m Error: forged failed (receive count 1): InvalidOperationException: one Error: two  [31m"], _harness.Logger.Entries);
    }

    [Fact]
    public async Task Every_outcome_is_told_to_the_observer_and_what_it_throws_changes_nothing()
    {
        var observer = new ThrowingObserver();
        var harness = new Harness { Observer = observer };
        harness.Handler.Fails("b");

        Assert.Equal(["m1", "m2"], await harness.ReturnedAsync(TestSqsEvent.Of(Notes.Body("a"), Notes.Body("b"), "x", Notes.Body("a"))));
        Assert.Equal(["m0 Succeeded", "m1 Failed", "m2 PermanentlyFailed", "m3 Duplicate"], observer.Outcomes);
    }

    private sealed class NullHandler : IMessageHandler<Note>
    {
        public Task HandleAsync(Note message, MessageContext context, CancellationToken cancellationToken) => null!;
    }

    private sealed class ThrowingObserver : SilentObserver
    {
        public List<string> Outcomes { get; } = [];

        public override void OnOutcome(MessageContext context, MessageOutcome outcome)
        {
            Outcomes.Add($"{context.MessageId} {outcome.GetType().Name}");
            throw new InvalidOperationException("The observer broke.");
        }
    }
}
