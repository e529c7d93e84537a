namespace SqsLambda.Batch.Pipeline;

/// <summary>
/// Waits for a task, but no longer than a limit. Unlike <see cref="Task.WaitAsync(TimeSpan, TimeProvider)"/>, the continuation runs at once on
/// the thread that ends the task or the timer, not on the thread pool. So a simulation controls the order.
/// </summary>
internal sealed class TimedWait : TaskCompletionSource
{
    private ITimer? _timer;

    /// <summary>Completes when the task ends, also with an exception or by cancellation, or when the time is up.</summary>
    public static Task EndAsync(Task task, TimeSpan limit, TimeProvider timeProvider)
    {
        if (task.IsCompleted || limit <= TimeSpan.Zero)
        {
            return Task.CompletedTask;
        }

        var wait = new TimedWait();
        wait._timer = timeProvider.CreateDetachedTimer(static wait => ((TimedWait)wait!).TrySetResult(), wait);
        wait._timer.Change(limit, Timeout.InfiniteTimeSpan);
        task.ContinueWith(
            static (_, wait) => ((TimedWait)wait!).End(), wait, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return wait.Task;
    }

    private void End()
    {
        _timer!.Dispose();
        TrySetResult();
    }
}
