using Amazon.Lambda.Core;

namespace SqsLambda.Batch.Pipeline;

/// <summary>What is counted.</summary>
internal enum OutcomeKind
{
    Succeeded,
    Duplicate,
    DuplicateWithOtherBody,
    Discarded,
    InProgress,
    Failed,
    PermanentlyFailed,
    DeadLettered,
    NotAttempted,
}

/// <summary>What a message contributes to the failure of its whole batch.</summary>
internal enum FullFailureShare
{
    /// <summary>It keeps the batch from having failed as a whole.</summary>
    None,

    /// <summary>It was tried and failed.</summary>
    Failed,

    /// <summary>It was not tried because another message failed.</summary>
    Follows,
}

/// <summary>When a message that is returned should come back.</summary>
internal enum RetryKind
{
    /// <summary>When its visibility timeout ends.</summary>
    VisibilityTimeout,

    /// <summary>After a delay that grows with each receive.</summary>
    Backoff,

    /// <summary>When the lease of another invocation has ended.</summary>
    LeaseEnd,

    /// <summary>When the dependency that failed may work again.</summary>
    Outage,
}

/// <summary>What there is to say about the outcome of a message.</summary>
/// <param name="Kind">Under what it is counted.</param>
/// <param name="Name">Its name in traces and metrics.</param>
/// <param name="Verb">What the log says the message did.</param>
internal sealed record OutcomeDescription(OutcomeKind Kind, string Name, string Verb)
{
    /// <summary>The level of its line in the log; <see langword="null"/> for no line.</summary>
    public LogLevel? Level { get; init; }

    public string Reason { get; init; } = "";

    public Exception? Exception { get; init; }

    /// <summary>The type of the error; <see langword="null"/> where there is none.</summary>
    public string? ErrorType { get; init; }

    public FullFailureShare Share { get; init; }

    public RetryKind Retry { get; init; }

    /// <summary>With <see cref="RetryKind.LeaseEnd"/>.</summary>
    public DateTimeOffset LeaseEnd { get; init; }

    /// <summary>The least delay that the handler asked for, with <see cref="RetryKind.Backoff"/>.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
