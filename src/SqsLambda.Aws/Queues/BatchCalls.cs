using System.Globalization;

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
    /// <param name="callAsync">Makes a call with the entries of those places, whose ids are the places, and returns why entries failed, by id.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>For each entry, why it failed; <see langword="null"/> where it did not.</returns>
    public static async ValueTask<IReadOnlyList<string?>> MakeAsync(
        int count,
        IEnumerable<Range> chunks,
        Func<Range, CancellationToken, Task<IEnumerable<(string Id, string Reason)>>> callAsync,
        CancellationToken cancellationToken)
    {
        string?[] reasons = new string?[count];
        await Parallel.ForEachAsync(
            chunks,
            new ParallelOptions { MaxDegreeOfParallelism = MaxCallsAtOnce },
            async (chunk, _) =>
            {
                try
                {
                    foreach ((string id, string reason) in await callAsync(chunk, cancellationToken))
                    {
                        reasons[int.Parse(id, CultureInfo.InvariantCulture)] = reason;
                    }
                }
                catch (Exception exception)
                {
                    reasons.AsSpan(chunk).Fill($"{exception.GetType().Name}: {exception.Message}");
                }
            });
        return reasons;
    }
}
