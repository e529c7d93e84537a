using System.Globalization;
using Amazon.SQS.Model;
using SqsLambda.Batch.Failures;

namespace SqsLambda.Aws.Queues;

/// <summary>Entries of a batch action that go in several calls side by side, each with an outcome of its own.</summary>
internal static class BatchCalls
{
    /// <summary>SQS takes up to 10 entries a call. (Amazon SQS API Reference, the batch actions.)</summary>
    public const int MaxEntries = 10;

    private const int MaxCallsAtOnce = 10;

    /// <summary>Makes the calls. One that fails concerns its own entries alone.</summary>
    /// <param name="count">How many entries there are.</param>
    /// <param name="chunks">The entries of each call.</param>
    /// <param name="callAsync">Makes a call with the entries of those places, whose ids are the places, and returns which failed.</param>
    /// <param name="withoutSecrets">Takes out of a text about those entries what must not be logged.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>For each entry, why it failed; <see langword="null"/> where it did not.</returns>
    public static async ValueTask<IReadOnlyList<QueueFailure?>> MakeAsync(
        int count,
        IEnumerable<Range> chunks,
        Func<Range, CancellationToken, Task<List<BatchResultErrorEntry>?>> callAsync,
        Func<Range, string, string> withoutSecrets,
        CancellationToken cancellationToken)
    {
        var failures = new QueueFailure?[count];
        await Parallel.ForEachAsync(
            chunks,
            new ParallelOptions { MaxDegreeOfParallelism = MaxCallsAtOnce },
            async (chunk, _) =>
            {
                try
                {
                    foreach (BatchResultErrorEntry failed in await callAsync(chunk, cancellationToken) ?? [])
                    {
                        failures[int.Parse(failed.Id, CultureInfo.InvariantCulture)] = new(failed.Code, withoutSecrets(chunk, failed.Message ?? ""));
                    }
                }
                catch (Exception exception)
                {
                    failures.AsSpan(chunk).Fill(new(exception.GetType().Name, withoutSecrets(chunk, exception.Message)));
                }
            });
        return failures;
    }
}
