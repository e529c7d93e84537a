using SqsLambda.Batch.Failures;

namespace SqsLambda.Aws.Queues;

/// <summary>Makes a batch action of SQS for any number of entries. The id of an entry is its index, and each entry has its own result.</summary>
internal static class BatchCalls
{
    /// <summary>The maximum number of entries in one call. (Amazon SQS API Reference, the batch actions.)</summary>
    public const int MaxEntries = 10;

    /// <summary>Makes the calls, several at the same time. An entry counts as failed unless SQS reports that it is done. It never throws.</summary>
    /// <param name="count">The number of entries.</param>
    /// <param name="chunks">The entries of each call.</param>
    /// <param name="callAsync">Makes the call for some entries.</param>
    /// <param name="withoutSecrets">Removes secrets from a text about some entries, so that it can be logged.</param>
    /// <returns>For each entry, why it failed; <see langword="null"/> if it is done.</returns>
    public static async ValueTask<IReadOnlyList<QueueFailure?>> MakeAsync(
        int count, IReadOnlyList<Range> chunks, Func<Range, Task<BatchAnswer>> callAsync, Func<Range, string, string> withoutSecrets)
    {
        var failures = new QueueFailure?[count];
        await BoundedCalls.RunAsync<QueueFailure>(chunks, TryAsync, (chunk, failure) => failures.AsSpan(chunk).Fill(failure)).ConfigureAwait(false);
        return failures;

        async Task<QueueFailure?> TryAsync(Range chunk)
        {
            try
            {
                BatchAnswer answer = await callAsync(chunk).ConfigureAwait(false);
                answer.CopyTo(failures, chunk, text => OneLine.Of(withoutSecrets(chunk, text)));
                return null;
            }
            catch (Exception exception)
            {
                return new(exception.GetType().Name, OneLine.Of(withoutSecrets(chunk, exception.Message)));
            }
        }
    }
}
