namespace SqsLambda.Batch.Pipeline;

/// <summary>
/// Waits for a task no longer than a limit. Unlike <see cref="Task.WaitAsync(TimeSpan, TimeProvider)"/>, it goes on at once where the task or the
/// time ends, and not on the thread pool: a simulation is in control.
/// </summary>
internal sealed class TimedWait : TaskCompletionSource
{
    private ITimer? _timer;

    /// <summary>Completes when the task ends, however it ends, or when the time is up.</summary>
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
