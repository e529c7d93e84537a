using SqsLambda.Batch.Pipeline;

namespace SqsLambda.Batch.Metrics;

/// <summary>Counts the outcomes and events of a batch. Count outcomes from one thread only. Events may be counted from several threads.</summary>
internal sealed class BatchTally(string functionName, TimeProvider timeProvider)
{
    private readonly long _started = timeProvider.GetTimestamp();
    private readonly int[] _outcomes = new int[Enum.GetValues<OutcomeKind>().Length];
    private int _leasesLost;
    private int _storeRetries;
    private long _storeTicks;

    /// <summary>Counts the outcome of a message.</summary>
    public void Count(OutcomeKind kind) => _outcomes[(int)kind]++;

    public void LeaseLost() => Interlocked.Increment(ref _leasesLost);

    public void StoreRetried() => Interlocked.Increment(ref _storeRetries);

    /// <summary>Adds the time since a timestamp to the time that the batch waited for the store.</summary>
    public void StoreWaited(long since) => _storeTicks += timeProvider.GetElapsedTime(since).Ticks;

    /// <summary>Returns a timestamp for <see cref="StoreWaited"/>.</summary>
    public long Now() => timeProvider.GetTimestamp();

    /// <summary>Returns the counts of a batch. Call it after every message has been counted.</summary>
    public BatchSummary Sum<TMessage>(MessageBatch<TMessage> batch) => new()
    {
        FunctionName = NameOr(functionName),
        QueueName = NameOr(batch[0].Context.QueueName),
        Received = batch.Count,
        Processed = Of(OutcomeKind.Succeeded),
        Duplicates = Of(OutcomeKind.Duplicate) + Of(OutcomeKind.DuplicateWithOtherBody),
        DuplicatesWithOtherBody = Of(OutcomeKind.DuplicateWithOtherBody),
        Discarded = Of(OutcomeKind.Discarded),
        InProgress = Of(OutcomeKind.InProgress),
        Failed = Of(OutcomeKind.Failed),
        PermanentlyFailed = Of(OutcomeKind.PermanentlyFailed),
        DeadLettered = Of(OutcomeKind.DeadLettered),
        NotAttempted = Of(OutcomeKind.NotAttempted),
        LeasesLost = Volatile.Read(ref _leasesLost),
        StoreRetries = Volatile.Read(ref _storeRetries),
        Duration = timeProvider.GetElapsedTime(_started),
        StoreTime = TimeSpan.FromTicks(_storeTicks),
        OldestMessageAge = AgeOfOldest(batch),
    };

    private int Of(OutcomeKind kind) => _outcomes[(int)kind];

    private TimeSpan? AgeOfOldest<TMessage>(MessageBatch<TMessage> batch)
    {
        DateTimeOffset? oldest = null;
        foreach (MessageState<TMessage> state in batch.States)
        {
            oldest = state.Context.SentTime is { } time && !(time >= oldest) ? time : oldest;
        }

        // The clock of SQS may be ahead of this one.
        return oldest is not { } sent ? null : timeProvider.GetUtcNow() - sent is { Ticks: > 0 } age ? age : TimeSpan.Zero;
    }

    // A dimension of a metric must not be empty.
    private static string NameOr(string name) => name.Length > 0 ? name : "unknown";
}
