using SqsLambda.Local.Faults;
using SqsLambda.Local.Mapping;

namespace SqsLambda.Local.CommandLine;

/// <summary>What the command line of a run says.</summary>
internal sealed record RunOptions
{
    public int Port { get; init; } = 9324;

    public string? QueueUrl { get; init; }

    public string? Send { get; init; }

    public bool UntilIdle { get; init; }

    public bool Fifo { get; init; }

    public string? DynamoDb { get; init; }

    public int VisibilityTimeoutSeconds { get; init; } = 6;

    public int MaxReceiveCount { get; init; } = 5;

    public EventSourceMappingSettings Mapping { get; init; } = new() { FunctionTimeoutSeconds = 1 };

    /// <summary>How many invocations of the function there may be at once; <see langword="null"/> for no limit.</summary>
    public int? ReservedConcurrency { get; init; }

    public IReadOnlyDictionary<FaultKind, double> Faults { get; init; } = new Dictionary<FaultKind, double>();

    /// <summary><see langword="null"/> for a new one each run.</summary>
    public long? Seed { get; init; }

    public bool Trace { get; init; }

    public bool Metrics { get; init; }

    /// <summary>Whether the function sends what can never succeed to the dead-letter queue itself.</summary>
    public bool DeadLetterAtOnce { get; init; }
}
