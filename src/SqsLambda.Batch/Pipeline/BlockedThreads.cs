namespace SqsLambda.Batch.Pipeline;

/// <summary>Detects handlers that block their thread, and warns once for each invocation.</summary>
/// <param name="invocation">The invocation.</param>
/// <param name="isDeclared">Whether <see cref="BatchOptions.BlockingHandlers"/> is set. Then there is no warning.</param>
internal sealed class BlockedThreads(Invocation invocation, bool isDeclared)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(100);

    private int _hasWarned;
    private volatile bool _hasDelayed;

    /// <summary>A worker has got its thread. If it had to wait, a handler that kept its own is to blame, though nobody waits when it returns.</summary>
    /// <param name="waitsSince">When the thread was asked for, as a timestamp of the clock.</param>
    /// <param name="now">The time now.</param>
    public void WorkerStarted(long waitsSince, long now)
    {
        if (invocation.TimeProvider.GetElapsedTime(waitsSince, now) >= Limit)
        {
            _hasDelayed = true;
        }
    }

    /// <summary>Call this when a handler has returned its task.</summary>
    /// <param name="calledAt">When it was called, as a timestamp of the clock.</param>
    /// <param name="now">The time now.</param>
    /// <param name="delaysOthers">Whether other messages wait to start.</param>
    public void Returned(long calledAt, long now, bool delaysOthers)
    {
        if (!isDeclared && invocation.TimeProvider.GetElapsedTime(calledAt, now) is var kept && kept >= Limit
            && (delaysOthers || _hasDelayed || invocation.Deadline.Stop.IsCancellationRequested))
        {
            Warn(kept);
        }
    }

    /// <summary>Call this when the invocation answers and a handler has not returned its task yet.</summary>
    /// <param name="calledAt">When it was called, as a timestamp of the clock.</param>
    public void NotReturned(long calledAt)
    {
        if (!isDeclared && invocation.TimeProvider.GetElapsedTime(calledAt) is var kept && kept >= Limit)
        {
            Warn(kept);
        }
    }

    private void Warn(TimeSpan kept)
    {
        if (Interlocked.Exchange(ref _hasWarned, 1) == 0)
        {
            invocation.Log.ThreadBlocked(kept);
        }
    }
}
