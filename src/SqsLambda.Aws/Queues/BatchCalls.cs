using SqsLambda.Batch.Failures;

namespace SqsLambda.Aws.Queues;

/// <summary>A batch action of SQS on any number of entries, whose ids are their places: each has an outcome of its own.</summary>
internal static class BatchCalls
{
    /// <summary>SQS takes up to 10 entries a call. (Amazon SQS API Reference, the batch actions.)</summary>
    public const int MaxEntries = 10;

    /// <summary>Makes the calls, side by side. What no answer says to be done has failed.</summary>
    /// <param name="count">How many entries there are.</param>
    /// <param name="chunks">The entries of each call.</param>
    /// <param name="callAsync">Makes a call with the entries of those places.</param>
    /// <param name="withoutSecrets">Takes out of a text about those entries what must not be logged.</param>
    /// <returns>For each entry, why it failed; <see langword="null"/> where it did not.</returns>
    public static async ValueTask<IReadOnlyList<QueueFailure?>> MakeAsync(
        int count, IReadOnlyList<Range> chunks, Func<Range, Task<BatchAnswer>> callAsync, Func<Range, string, string> withoutSecrets)
    {
        var failures = new QueueFailure?[count];
        await BoundedCalls.RunAsync<QueueFailure>(chunks, TryAsync, (chunk, failure) => failures.AsSpan(chunk).Fill(failure));
        return failures;

        async Task<QueueFailure?> TryAsync(Range chunk)
        {
            try
            {
                BatchAnswer answer = await callAsync(chunk);
                answer.CopyTo(failures, chunk, text => withoutSecrets(chunk, text));
                return null;
            }
            catch (Exception exception)
            {
                return new(exception.GetType().Name, withoutSecrets(chunk, exception.Message));
            }
        }
    }
}
