using SqsLambda.Batch.Failures;

namespace SqsLambda.Batch;

/// <summary>How a batch is processed.</summary>
public sealed record BatchOptions
{
    /// <summary>The least <see cref="MaxDegreeOfParallelism"/>: one message after the other.</summary>
    public const int MinDegreeOfParallelism = 1;

    /// <summary>The greatest <see cref="MaxDegreeOfParallelism"/>.</summary>
    public const int GreatestDegreeOfParallelism = 1_000;

    /// <summary>The default of <see cref="MaxDegreeOfParallelism"/>.</summary>
    public const int DefaultDegreeOfParallelism = 10;

    /// <summary>
    /// How many messages of one batch may be in their handler at once: 1 to 1,000, by default 10.
    /// On a FIFO queue this counts message groups, as the messages of one group are handled one after the other.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int MaxDegreeOfParallelism
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, MinDegreeOfParallelism);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, GreatestDegreeOfParallelism);
            field = value;
        }
    } = DefaultDegreeOfParallelism;

    /// <summary>What happens to the messages that are not done.</summary>
    public FailurePolicy Failures { get; init; } = new();
}
