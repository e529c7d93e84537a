namespace SqsLambda.Local.Hosting.Children;

/// <summary>Waits for tasks for a limited time.</summary>
internal static class TaskTimes
{
    /// <summary>Waits until a task has ended in any way, or the time is over.</summary>
    /// <returns>Whether it has ended.</returns>
    public static async Task<bool> EndsInAsync(this Task task, TimeSpan time, TimeProvider timeProvider)
    {
        await task.WaitAsync(time, timeProvider).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return task.IsCompleted;
    }
}
