namespace SqsLambda.Batch.Metrics;

/// <summary>What became of one batch. Every message counts once among the outcomes, which add up to <see cref="Received"/>.</summary>
public sealed record BatchSummary
{
    /// <summary>The name of the function.</summary>
    public required string FunctionName { get; init; }

    /// <summary>The name of the queue.</summary>
    public required string QueueName { get; init; }

    /// <summary>Messages in the batch.</summary>
    public required int Received { get; init; }

    /// <summary>Messages whose handler ran and completed.</summary>
    public required int Processed { get; init; }

    /// <summary>Messages that were done before, or in the same batch.</summary>
    public required int Duplicates { get; init; }

    /// <summary>Messages that another invocation is at.</summary>
    public required int InProgress { get; init; }

    /// <summary>Messages that failed and may succeed when they come back, those whose handler did not finish included.</summary>
    public required int Failed { get; init; }

    /// <summary>Messages that can never succeed, and were returned.</summary>
    public required int PermanentlyFailed { get; init; }

    /// <summary>Messages that can never succeed, and were sent to the dead-letter queue.</summary>
    public required int DeadLettered { get; init; }

    /// <summary>Messages whose handler was never called.</summary>
    public required int NotAttempted { get; init; }

    /// <summary>Runs that ended after their lease, when another delivery had taken over.</summary>
    public required int LostLeases { get; init; }

    /// <summary>Calls to the idempotency store that were made again.</summary>
    public required int StoreRetries { get; init; }

    /// <summary>From the event to the response.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>For how much of that the idempotency store was waited for: for claims, and for the last settlements.</summary>
    public required TimeSpan StoreTime { get; init; }

    /// <summary>How long ago the message that was sent first was sent: 0 or more; <see langword="null"/> where SQS does not say.</summary>
    public required TimeSpan? OldestMessageAge { get; init; }
}
