namespace SqsLambda.Batch.Pipeline;

internal static class DetachedTimer
{
    /// <summary>Creates a timer whose callback does not run in the caller's execution context, which may be that of a handler.</summary>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="callback">What the timer does, once.</param>
    /// <param name="state">What the callback gets.</param>
    /// <param name="dueTime">When; by default the timer does not run until it is changed.</param>
    public static ITimer CreateDetachedTimer(this TimeProvider timeProvider, TimerCallback callback, object state, TimeSpan? dueTime = null)
    {
        using AsyncFlowControl? suppressed = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        return timeProvider.CreateTimer(callback, state, dueTime ?? Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
