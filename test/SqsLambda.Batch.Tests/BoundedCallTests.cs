using System.Runtime.CompilerServices;
using SqsLambda.Batch.Failures;
using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Batch.Tests;

/// <summary>Stores and queues that ignore their cancellation token.</summary>
public sealed class BoundedCallTests
{
    private readonly Harness _harness = new();

    [Theory]
    [InlineData(StoreFailurePolicy.Fail, "m0 m1", "")]
    [InlineData(StoreFailurePolicy.Process, "", "a b")]
    public Task A_claim_that_never_ends_is_asked_once_more_and_then_given_up(StoreFailurePolicy policy, string returned, string effects) => Harness.OffContextAsync(async () =>
    {
        var harness = new Harness { StoreFailurePolicy = policy };
        harness.Time.Patience = TimeSpan.Zero;
        harness.Store.OnClaim = static () => new TaskCompletionSource().Task;
        Task<string[]> running = harness.ReturnedAsync(Notes.Of("a", "b"));

        harness.Time.Advance(TimeSpan.FromSeconds(5.3));
        harness.Time.Advance(TimeSpan.FromMilliseconds(25));
        Assert.False(running.IsCompleted);
        harness.Time.Advance(TimeSpan.FromSeconds(5.3));

        Assert.Equal(returned.Split(' ', StringSplitOptions.RemoveEmptyEntries), await running);
        Assert.Equal(effects, string.Join(' ', harness.Handler.Effects));
        Assert.Equal([2, 2], harness.Store.Claims);
        Assert.Equal(
            "Error: The idempotency store did not claim 2 messages (attempt 2 of 2): it did not answer in time", harness.Logger.Entries[1]);
    });

    /// <summary>The default timeout of a Lambda function is 3 s, and its first claim opens the first connection.</summary>
    [Theory]
    [InlineData(3_000, 1_500, 2_000)]
    [InlineData(6_000, 3_000, 4_000)]
    [InlineData(30_000, 5_001, 15_000)]
    public Task A_first_claim_has_half_of_a_short_invocation_and_all_claims_have_two_thirds(int givenMs, int firstMs, int allMs) => Harness.OffContextAsync(async () =>
    {
        var cancelled = new List<TimeSpan>();
        _harness.Time.Patience = TimeSpan.Zero;
        _harness.Store.HeedsCancellation = true;
        _harness.Store.OnClaim = static () => new TaskCompletionSource().Task;
        DateTimeOffset started = _harness.Time.GetUtcNow();
        _harness.Store.OnCancelled = () => cancelled.Add(_harness.Time.GetUtcNow() - started);

        Task<string[]> running = _harness.ReturnedAsync(Notes.Of("a"), TimeSpan.FromMilliseconds(givenMs));
        for (int i = 0; i < givenMs && !running.IsCompleted; i++)
        {
            _harness.Time.Advance(TimeSpan.FromMilliseconds(1));
            await Task.Yield();
        }

        Assert.Equal(["m0"], await running);
        Assert.Equal(TimeSpan.FromMilliseconds(firstMs), cancelled[0]);
        Assert.InRange(cancelled[1], TimeSpan.FromMilliseconds(firstMs + 1), TimeSpan.FromMilliseconds(allMs));
    });

    [Fact]
    public Task A_settlement_that_never_ends_does_not_keep_the_later_ones_from_being_written() => Harness.OffContextAsync(async () =>
    {
        int calls = 0;
        var gate = new TaskCompletionSource();
        _harness.Time.Patience = TimeSpan.Zero;
        _harness.Handler.On("slow", () => gate.Task);
        _harness.Store.OnSettle = () => ++calls == 1 ? new TaskCompletionSource().Task : Task.CompletedTask;
        Task<string[]> running = _harness.ReturnedAsync(Notes.Of("fast", "slow"));
        _harness.Time.Advance(TimeSpan.FromMilliseconds(1));
        gate.SetResult();
        _harness.Time.Advance(TimeSpan.FromSeconds(5.3));
        _harness.Time.Advance(TimeSpan.FromMilliseconds(25));

        Assert.Empty(await running);
        Assert.Equal(2, calls);
        Assert.Equal(2, _harness.Store.Settlements[1].Length);
        Assert.Empty(await _harness.ReturnedAsync(Notes.Of("fast", "slow")));
        Assert.Equal(["fast", "slow"], _harness.Handler.Effects);
    });

    [Fact]
    public Task A_change_of_visibility_that_never_ends_does_not_keep_the_answer() => Harness.OffContextAsync(async () =>
    {
        var queue = new RecordingQueueThatHangs();
        var harness = new Harness { Options = new() { Failures = new() { Visibility = queue, BackoffBase = TimeSpan.FromSeconds(1) } } };
        harness.Handler.Fails("a");
        Task<string[]> running = harness.ReturnedAsync(Notes.Of("a"));

        harness.Time.Advance(TimeSpan.FromSeconds(5.3));

        Assert.Equal(["m0"], await running);
        Assert.Equal(
            "Warning: The visibility timeout of 1 messages could not be changed, so they come back when it ends: NoAnswer: The queue did not answer in time.",
            harness.Logger.Entries[0]);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task A_message_that_reaches_the_dead_letter_queue_after_it_was_returned_is_told_as_such(bool isFifo) => Harness.OffContextAsync(async () =>
    {
        var queue = new RecordingQueueThatHangs();
        var harness = new Harness { Options = new() { Failures = new() { DeadLetters = queue } } };
        TestSqsEvent batch = TestSqsEvent.Of("x", "y");
        Task<string[]> running = harness.ReturnedAsync(isFifo ? batch.Fifo("g") : batch);
        harness.Time.Advance(TimeSpan.FromSeconds(5.3));
        Assert.Equal(["m0", "m1"], await running);

        queue.Answer.SetResult(isFifo ? [null] : [null, new("Full", "no room")]);

        await harness.Logger.FirstAsync(static entry => entry.Text ==
            "Warning: Message m0 was sent to the dead-letter queue after it had been returned (receive count 1): it comes back and may be sent there again");
        Assert.Single(harness.Logger.Entries, static entry => entry.Contains("after it had been returned", StringComparison.Ordinal));
    });

    [Fact]
    public async Task An_abandoned_call_that_fails_later_is_observed()
    {
        var unobserved = new List<Exception>();
        EventHandler<UnobservedTaskExceptionEventArgs> handler = (_, args) =>
        {
            lock (unobserved)
            {
                unobserved.Add(args.Exception);
            }
        };
        TaskScheduler.UnobservedTaskException += handler;
        try
        {
            await Harness.OffContextAsync(AbandonAsync);
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();

            Assert.DoesNotContain(unobserved, static exception => exception.ToString().Contains("abandoned and failed", StringComparison.Ordinal));
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= handler;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task AbandonAsync()
    {
        var harness = new Harness();
        harness.Time.Patience = TimeSpan.Zero;
        var end = new TaskCompletionSource();
        harness.Store.OnClaim = () => end.Task;
        Task<string[]> running = harness.ReturnedAsync(Notes.Of("a"));
        harness.Time.Advance(TimeSpan.FromSeconds(5.3));
        harness.Time.Advance(TimeSpan.FromMilliseconds(25));
        harness.Time.Advance(TimeSpan.FromSeconds(5.3));
        await running;
        end.SetException(new InvalidOperationException("abandoned and failed"));
    }

    private sealed class RecordingQueueThatHangs : IMessageVisibility, IDeadLetterSender
    {
        public TaskCompletionSource<IReadOnlyList<QueueFailure?>> Answer { get; } = new();

        public ValueTask<IReadOnlyList<QueueFailure?>> ChangeAsync(IReadOnlyList<VisibilityChange> changes, CancellationToken cancellationToken) =>
            new(Answer.Task);

        public ValueTask<IReadOnlyList<QueueFailure?>> SendAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken) => new(Answer.Task);
    }
}
