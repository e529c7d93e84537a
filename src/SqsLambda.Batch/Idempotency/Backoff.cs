namespace SqsLambda.Batch.Idempotency;

/// <summary>
/// The delay before the next call to the store: 25 ms, doubled after each attempt up to 1.6 s, minus a random part of up to one half. The random
/// part keeps invocations that failed at the same time from retrying at the same time.
/// </summary>
internal sealed class Backoff(BatchRuntime runtime)
{
    private const int MaxDoublings = 6;

    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(25);

    /// <param name="attempt">The number of attempts so far: 1 or more.</param>
    public TimeSpan After(int attempt) => First * (1 << Math.Min(attempt - 1, MaxDoublings)) * (1 - (runtime.NextDouble() / 2));
}
