namespace SqsLambda.Redis.Connection;

/// <summary>Tasks that nobody may wait for to their end.</summary>
internal static class Abandoned
{
    /// <summary>Reads the exception of a task when it fails, so that it is not reported as unobserved.</summary>
    public static void Observe(Task task) => task.ContinueWith(
        static abandoned => abandoned.Exception,
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);
}
