namespace SqsLambda.Local.Sqs.Queues;

/// <summary>The timer of a queue. It is only ever set to an earlier time, so it may ring when nothing is due.</summary>
internal sealed class QueueTimer : IDisposable
{
    private readonly TimeProvider _timeProvider;
    private readonly ITimer _timer;
    private long _dueMs = long.MaxValue;

    public QueueTimer(TimeProvider timeProvider, Action ring)
    {
        _timeProvider = timeProvider;
        _timer = timeProvider.CreateTimer(state => ((Action)state!)(), ring, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The time, in milliseconds since 1970.</summary>
    public long NowMs => _timeProvider.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Makes the timer ring no later than at the given time.</summary>
    public void RingAt(long dueMs)
    {
        if (dueMs < _dueMs)
        {
            _dueMs = dueMs;
            _timer.Change(TimeSpan.FromMilliseconds(Math.Max(1, dueMs - NowMs)), Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Must be called when the timer has rung.</summary>
    /// <returns>When it rings next: never, until <see cref="RingAt"/> is called.</returns>
    public long HasRung() => _dueMs = long.MaxValue;

    public void Dispose() => _timer.Dispose();
}
