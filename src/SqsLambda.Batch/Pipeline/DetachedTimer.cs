namespace SqsLambda.Batch.Pipeline;

internal static class DetachedTimer
{
    /// <summary>Creates a timer that does not capture the caller's execution context, which may be the context of a handler.</summary>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="callback">Runs once, when the timer is due.</param>
    /// <param name="state">The argument of the callback.</param>
    /// <param name="dueTime">When the timer is due; by default it does not start until it is changed.</param>
    public static ITimer CreateDetachedTimer(this TimeProvider timeProvider, TimerCallback callback, object state, TimeSpan? dueTime = null)
    {
        using AsyncFlowControl? suppressed = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        return timeProvider.CreateTimer(callback, state, dueTime ?? Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
