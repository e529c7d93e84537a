namespace SqsLambda.Batch.Failures;

/// <summary>Detects that a dependency of the handlers is down, so that the rest of the batch does not start. Safe for concurrent use.</summary>
/// <param name="limit">The number of outages in a row; 0 turns this off.</param>
internal sealed class OutageBreaker(int limit)
{
    private readonly Lock _lock = new();
    private int _inARow;
    private volatile bool _isOpen;

    /// <summary>Whether no further message may start.</summary>
    public bool IsOpen => _isOpen;

    /// <summary>The longest retry time of all outages; <see langword="null"/> if no outage named one.</summary>
    public TimeSpan? RetryAfter { get; private set; }

    /// <summary>Records the outcome of a handler.</summary>
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
