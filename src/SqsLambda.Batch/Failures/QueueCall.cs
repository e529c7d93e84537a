namespace SqsLambda.Batch.Failures;

/// <summary>What a queue is to do with some messages, within the time that there is for it.</summary>
internal static class QueueCall
{
    private static readonly QueueFailure NotInTime = new("NoAnswer", "The queue did not answer in the time that there was for it.");

    /// <summary>Makes a call, whose token is cancelled when its time is up. It never throws.</summary>
    /// <returns>For each item in its place, why it failed; <see langword="null"/> where it did not.</returns>
    public static async ValueTask<IReadOnlyList<QueueFailure?>> MakeAsync<T>(
        IReadOnlyList<T> items, Func<IReadOnlyList<T>, CancellationToken, ValueTask<IReadOnlyList<QueueFailure?>>> callAsync, Deadline deadline)
    {
        try
        {
            TimeSpan left = deadline.UntilAnswer;
            using TimedToken limit = deadline.StartCall(left);
            Task<IReadOnlyList<QueueFailure?>> call = callAsync(items, limit.Token).AsTask();

            // Not only until the token is cancelled: it may be many calls to SQS, and says then which of them were made.
            await deadline.WaitForCallAsync(call, left);
            if (!call.IsCompleted)
            {
                return AllFailed(items, NotInTime);
            }

            IReadOnlyList<QueueFailure?> failures = await call;
            return failures.Count == items.Count
                ? failures
                : throw new InvalidOperationException($"The queue was asked about {items.Count} messages and answered about {failures.Count}.");
        }
        catch (Exception exception)
        {
            return AllFailed(items, QueueFailure.Of(exception));
        }
    }

    private static QueueFailure[] AllFailed<T>(IReadOnlyList<T> items, QueueFailure failure) => [.. Enumerable.Repeat(failure, items.Count)];
}
