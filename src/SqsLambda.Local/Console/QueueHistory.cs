namespace SqsLambda.Local.WebConsole;

/// <summary>
/// The last minutes of the queues that have a function: a point a second, so that a page that is opened later shows them too. Safe for concurrent use.
/// </summary>
internal sealed class QueueHistory : IDisposable
{
    /// <summary>The most points that are kept: those of five minutes.</summary>
    public const int MaxPoints = 300;

    private static readonly TimeSpan TimeBetweenPoints = TimeSpan.FromSeconds(1);

    private readonly IConsoleQueues _queues;
    private readonly TimeProvider _timeProvider;
    private readonly Lock _lock = new();
    private readonly Queue<HistoryPoint> _points = new();
    private readonly ITimer _timer;
    private long _count;

    /// <summary>Begins to take points.</summary>
    public QueueHistory(IConsoleQueues queues, TimeProvider timeProvider)
    {
        (_queues, _timeProvider) = (queues, timeProvider);
        _timer = timeProvider.CreateTimer(static history => ((QueueHistory)history!).TakePoint(), this, TimeBetweenPoints, TimeBetweenPoints);
    }

    /// <summary>The points after the first <paramref name="known"/> ones of the run, the oldest first, as far as they are kept.</summary>
    /// <returns>The points, and how many there were in the run.</returns>
    public (IReadOnlyList<HistoryPoint> Points, long Count) After(long known)
    {
        lock (_lock)
        {
            int missing = (int)Math.Clamp(_count - known, 0, _points.Count);
            return ([.. _points.Skip(_points.Count - missing)], _count);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void TakePoint()
    {
        var point = new HistoryPoint(_timeProvider.GetUtcNow().ToUnixTimeMilliseconds(), _queues.Read().Rows.Where(static queue => queue.Mapping is not null).ToDictionary(
            static queue => queue.Arn, static queue => (long?[])[queue.Depth, queue.Done ?? 0, queue.Failed ?? 0]));
        lock (_lock)
        {
            if (_points.Count == MaxPoints)
            {
                _points.Dequeue();
            }

            _points.Enqueue(point);
            _count++;
        }
    }
}
