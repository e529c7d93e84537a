namespace SqsLambda.Batch.Metrics;

/// <summary>The counts of one batch. Each message has one outcome, so the counts of the outcomes add up to <see cref="Received"/>.</summary>
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

    /// <summary>Messages with an idempotency key that was done earlier, in this batch or another one.</summary>
    public required int Duplicates { get; init; }

    /// <summary>Duplicates with a body that differs from the body that was processed. They are included in <see cref="Duplicates"/>.</summary>
    public required int DuplicatesWithOtherBody { get; init; }

    /// <summary>Messages that the reader discarded.</summary>
    public required int Discarded { get; init; }

    /// <summary>Messages that another invocation handles.</summary>
    public required int InProgress { get; init; }

    /// <summary>Messages that failed and may succeed when they come back, including those whose handler did not finish.</summary>
    public required int Failed { get; init; }

    /// <summary>Messages that can never succeed, and were returned.</summary>
    public required int PermanentlyFailed { get; init; }

    /// <summary>Messages that can never succeed, and were sent to the dead-letter queue.</summary>
    public required int DeadLettered { get; init; }

    /// <summary>Messages whose handler was not called.</summary>
    public required int NotAttempted { get; init; }

    /// <summary>Handlers that ended after their lease, when another delivery already held the claim.</summary>
    public required int LeasesLost { get; init; }

    /// <summary>Repeated calls to the idempotency store.</summary>
    public required int StoreRetries { get; init; }

    /// <summary>The time from the event to the response.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>The part of <see cref="Duration"/> that the batch waited for the idempotency store.</summary>
    public required TimeSpan StoreTime { get; init; }

    /// <summary>The age of the oldest message: 0 or more; <see langword="null"/> if no record contains the time.</summary>
    public required TimeSpan? OldestMessageAge { get; init; }
}
