using System.Globalization;

namespace SqsLambda.Batch.Idempotency;

/// <summary>
/// How long to wait before the store is asked again: 25 ms, doubled each time up to 1.6 s, of which a random half is taken off, so that
/// invocations that met the same trouble do not come back together.
/// </summary>
/// <param name="owner">The owner id of the invocation: the seed.</param>
internal sealed class Backoff(string owner)
{
    private const int MaxDoublings = 6;

    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(25);

    private readonly Random _jitter = new(int.Parse(owner.AsSpan(0, 7), NumberStyles.HexNumber, CultureInfo.InvariantCulture));

    /// <param name="attempt">How often the store has been asked: 1 or more.</param>
    public TimeSpan After(int attempt) => First * (1 << Math.Min(attempt - 1, MaxDoublings)) * (1 - (_jitter.NextDouble() / 2));
}
