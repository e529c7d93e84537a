namespace SqsLambda.Batch.Failures;

/// <summary>Notices that a dependency of the handlers is down, and keeps the rest of the batch from starting. Safe for concurrent use.</summary>
/// <param name="limit">How many outages in a row it takes; 0 for never.</param>
internal sealed class OutageBreaker(int limit)
{
    private readonly Lock _lock = new();
    private int _inARow;
    private volatile bool _isOpen;

    /// <summary>Whether no further message may start.</summary>
    public bool IsOpen => _isOpen;

    /// <summary>The longest time that any outage asked for, if any did.</summary>
    public TimeSpan? RetryAfter { get; private set; }

    /// <summary>Notes how a handler ended.</summary>
    public void Record(MessageOutcome outcome)
    {
        if (limit == 0)
        {
            return;
        }

        lock (_lock)
        {
            if (outcome is not MessageOutcome.Failed { Exception: DependencyUnavailableException outage })
            {
                _inARow = 0;
                return;
            }

            _inARow++;
            _isOpen |= _inARow >= limit;
            RetryAfter = outage.RetryAfter is { } after && !(RetryAfter > after) ? after : RetryAfter;
        }
    }
}
