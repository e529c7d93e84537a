namespace SqsLambda.Batch.Metrics;

/// <summary>Counts what happens to a batch beside its outcomes. Safe for concurrent use.</summary>
internal sealed class BatchTally(string functionName, TimeProvider timeProvider)
{
    private readonly long _started = timeProvider.GetTimestamp();
    private int _lostLeases;
    private int _storeRetries;
    private long _storeTicks;

    public void LeaseLost() => Interlocked.Increment(ref _lostLeases);

    public void StoreRetried() => Interlocked.Increment(ref _storeRetries);

    /// <summary>The batch waited for the store since then.</summary>
    public void StoreWaited(long since) => _storeTicks += timeProvider.GetElapsedTime(since).Ticks;

    /// <summary>Now, for <see cref="StoreWaited"/>.</summary>
    public long Now() => timeProvider.GetTimestamp();

    /// <summary>What became of the batch, which is decided.</summary>
    public BatchSummary Sum<TMessage>(MessageBatch<TMessage> batch)
    {
        int processed = 0, duplicates = 0, inProgress = 0, permanentlyFailed = 0, deadLettered = 0, notAttempted = 0;
        DateTimeOffset? oldest = null;
        foreach (ref readonly MessageSlot<TMessage> slot in batch.Slots)
        {
            _ = slot.Outcome switch
            {
                MessageOutcome.Succeeded => processed++,
                MessageOutcome.Duplicate => duplicates++,
                MessageOutcome.InProgress => inProgress++,
                MessageOutcome.PermanentlyFailed => permanentlyFailed++,
                MessageOutcome.DeadLettered => deadLettered++,
                MessageOutcome.NotAttempted or null => notAttempted++,
                _ => 0,
            };
            oldest = slot.Context.SentTime is { } time && !(time >= oldest) ? time : oldest;
        }

        return new()
        {
            FunctionName = NameOr(functionName),
            QueueName = NameOr(QueueNameOf(batch[0].Context.QueueArn)),
            Received = batch.Count,
            Processed = processed,
            Duplicates = duplicates,
            InProgress = inProgress,
            Failed = batch.Count - processed - duplicates - inProgress - permanentlyFailed - deadLettered - notAttempted,
            PermanentlyFailed = permanentlyFailed,
            DeadLettered = deadLettered,
            NotAttempted = notAttempted,
            LostLeases = Volatile.Read(ref _lostLeases),
            StoreRetries = Volatile.Read(ref _storeRetries),
            Duration = timeProvider.GetElapsedTime(_started),
            StoreTime = TimeSpan.FromTicks(_storeTicks),
            OldestMessageAge = oldest is { } sent ? Age(sent) : null,
        };
    }

    // SQS's clock may be ahead of this one.
    private TimeSpan Age(DateTimeOffset sent) => timeProvider.GetUtcNow() - sent is { Ticks: > 0 } age ? age : TimeSpan.Zero;

    private static string QueueNameOf(string arn) => arn[(arn.LastIndexOf(':') + 1)..];

    // A dimension of a metric must not be empty.
    private static string NameOr(string name) => name.Length > 0 ? name : "unknown";
}
