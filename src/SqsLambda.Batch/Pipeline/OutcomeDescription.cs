using Amazon.Lambda.Core;

namespace SqsLambda.Batch.Pipeline;

/// <summary>The counters of outcomes.</summary>
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

/// <summary>Whether a message counts as failed when the whole batch may have failed.</summary>
internal enum FullFailureShare
{
    /// <summary>The message did not fail, so the batch did not fail as a whole.</summary>
    None,

    /// <summary>The message was attempted and failed.</summary>
    Failed,

    /// <summary>The message was not attempted because another message failed.</summary>
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

/// <summary>Describes the outcome of a message for logs, metrics, traces and retries.</summary>
/// <param name="Kind">The counter of the outcome.</param>
/// <param name="Name">The name of the outcome in traces and metrics.</param>
/// <param name="Verb">The words that follow the message id in the log.</param>
internal sealed record OutcomeDescription(OutcomeKind Kind, string Name, string Verb)
{
    /// <summary>The log level; <see langword="null"/> if nothing is logged.</summary>
    public LogLevel? Level { get; init; }

    public string Reason { get; init; } = "";

    public Exception? Exception { get; init; }

    /// <summary>The type of the error; <see langword="null"/> where there is none.</summary>
    public string? ErrorType { get; init; }

    public FullFailureShare Share { get; init; }

    public RetryKind Retry { get; init; }

    /// <summary>When the lease ends, with <see cref="RetryKind.LeaseEnd"/>.</summary>
    public DateTimeOffset LeaseEnd { get; init; }

    /// <summary>The minimum delay that the handler asked for, with <see cref="RetryKind.Backoff"/>.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
