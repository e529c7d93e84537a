namespace SqsLambda.Batch.Idempotency;

/// <summary>
/// How long to wait before the store is asked again: 25 ms, doubled each time up to 1.6 s, less a random part of up to one half. So invocations
/// that failed at the same time do not retry at the same time.
/// </summary>
internal sealed class Backoff(BatchRuntime runtime)
{
    private const int MaxDoublings = 6;

    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(25);

    /// <param name="attempt">How often the store has been asked: 1 or more.</param>
    public TimeSpan After(int attempt) => First * (1 << Math.Min(attempt - 1, MaxDoublings)) * (1 - (runtime.NextDouble() / 2));
}
