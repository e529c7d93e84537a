namespace SqsLambda.Local.Sqs.Queues;

/// <summary>The one timer of a queue. It is set only when something is due earlier than what it waits for: it may ring in vain.</summary>
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

    /// <summary>Rings at that time at the latest.</summary>
    public void RingAt(long dueMs)
    {
        if (dueMs < _dueMs)
        {
            _dueMs = dueMs;
            _timer.Change(TimeSpan.FromMilliseconds(Math.Max(1, dueMs - NowMs)), Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>To be called when it has rung.</summary>
    /// <returns>When it rings next: never, unless it is told to.</returns>
    public long HasRung() => _dueMs = long.MaxValue;

    public void Dispose() => _timer.Dispose();
}
