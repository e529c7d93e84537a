using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Metrics;
using SqsLambda.Batch.Tests.Failures;

namespace SqsLambda.Batch.Tests;

/// <summary>Exceptions of other people's code whose message is <see langword="null"/> or throws, wherever the engine puts an exception in words.</summary>
public sealed class SpeechlessExceptionTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task From_an_observer_it_changes_nothing_for_the_batch(bool throws)
    {
        var harness = new Harness { Observer = new SpeechlessObserver(throws) };
        harness.Handler.Fails("b");

        Assert.Equal(["m1"], await harness.ReturnedAsync(Notes.Of("a", "b")));
        Assert.Equal(3, harness.Logger.Entries.Count(static entry => entry.StartsWith("Error: An observer failed for ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task From_a_store_that_is_asked_for_claims_it_is_a_failure_that_is_retried(bool throws)
    {
        var harness = new Harness();
        int calls = 0;
        harness.Store.OnClaim = () => ++calls == 1 ? throw new SpeechlessException(throws) : Task.CompletedTask;

        Assert.Empty(await harness.ReturnedAsync(Notes.Of("a", "b")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task From_a_store_that_is_asked_to_settle_it_is_a_failure_that_is_retried(bool throws)
    {
        var harness = new Harness();
        int calls = 0;
        harness.Store.OnSettle = () => ++calls == 1 ? throw new SpeechlessException(throws) : Task.CompletedTask;

        Assert.Empty(await harness.ReturnedAsync(Notes.Of("a", "b")));
        Assert.Equal(2, calls);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task From_a_queue_it_is_the_failure_of_its_messages(bool throws)
    {
        var queue = new RecordingQueue { OnCall = () => throw new SpeechlessException(throws) };
        var harness = new Harness { Options = new() { Failures = new() { DeadLetters = queue, Visibility = queue, BackoffBase = TimeSpan.FromSeconds(1) } } };

        Assert.Equal(["m0"], await harness.ReturnedAsync(TestSqsEvent.Of("x", Notes.Body("b"))));
        Assert.DoesNotContain(harness.Logger.Entries, static entry => entry.StartsWith("Critical", StringComparison.Ordinal));
    }

    /// <summary>An exception out of a timer's callback ends the process.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task From_a_callback_on_the_token_it_does_not_leave_the_timer(bool throws)
    {
        var harness = new Harness();
        harness.Handler.On("a", (_, token) =>
        {
            token.Register(() => throw new SpeechlessException(throws));
            return Task.Delay(Timeout.Infinite, token);
        });
        Task<string[]> running = harness.ReturnedAsync(Notes.Of("a"));

        Exception? escaped = Record.Exception(() => harness.Time.Advance(TimeSpan.FromSeconds(29)));

        Assert.Equal(["m0"], await running);
        Assert.Null(escaped);
    }

    private sealed class SpeechlessException(bool throws) : Exception
    {
        public override string Message => throws ? throw new InvalidOperationException("It broke.") : null!;
    }

    private sealed class SpeechlessObserver(bool throws) : IBatchObserver
    {
        public void OnOutcome(MessageContext context, MessageOutcome outcome) => throw new SpeechlessException(throws);

        public void OnBatch(BatchSummary summary) => throw new SpeechlessException(throws);

        public void OnIncident(IdempotencyIncident incident, int count) => throw new SpeechlessException(throws);
    }
}
