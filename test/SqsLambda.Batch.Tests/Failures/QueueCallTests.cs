using SqsLambda.Batch.Failures;

namespace SqsLambda.Batch.Tests.Failures;

/// <summary>A queue that takes its time does not keep the answer, and what it did in time counts.</summary>
public sealed class QueueCallTests
{
    private readonly TaskCompletionSource<IReadOnlyList<QueueFailure?>> _answer = new();
    private readonly TaskCompletionSource _cancelled = new();
    private readonly Harness _harness;

    public QueueCallTests() => _harness = new() { Options = new() { Failures = new() { DeadLetters = new SlowQueue(this) } } };

    [Fact]
    public async Task What_was_sent_before_the_time_was_up_is_acknowledged()
    {
        Task<string[]> running = _harness.ReturnedAsync(TestSqsEvent.Of("x", "y", "z"));

        // The call has 5 s, a millisecond more for each message, and then a moment to say what it has done.
        _harness.Time.Advance(TimeSpan.FromSeconds(5.1));
        Assert.True(_cancelled.Task.IsCompleted);
        for (int i = 0; i < 1_000; i++)
        {
            await Task.Yield();
        }

        _answer.SetResult([null, null, new("Cancelled", "not sent")]);

        Assert.Equal(["m2"], await running);
    }

    [Fact]
    public async Task A_queue_that_does_not_even_heed_its_cancellation_is_left_alone()
    {
        Task<string[]> running = _harness.ReturnedAsync(TestSqsEvent.Of("x", "y"));

        _harness.Time.Advance(TimeSpan.FromSeconds(5.2));
        Assert.False(running.IsCompleted);
        _harness.Time.Advance(TimeSpan.FromMilliseconds(250));

        Assert.Equal(["m0", "m1"], await running);
        Assert.Contains(_harness.Logger.Entries, static entry => entry.Contains("It was not sent to the dead-letter queue: NoAnswer: The queue did not answer in time.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_answer_about_other_messages_than_were_asked_for_is_none()
    {
        _answer.SetResult([null]);

        Assert.Equal(["m0", "m1"], await _harness.ReturnedAsync(TestSqsEvent.Of("x", "y")));
        Assert.Contains(
            _harness.Logger.Entries, static entry => entry.Contains("The queue returned 1 results for 2 messages.", StringComparison.Ordinal));
    }

    private sealed class SlowQueue(QueueCallTests test) : IDeadLetterSender
    {
        public ValueTask<IReadOnlyList<QueueFailure?>> SendAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken)
        {
            cancellationToken.Register(() => test._cancelled.TrySetResult());
            return new(test._answer.Task);
        }
    }
}
