namespace SqsLambda.Local.WebConsole.Lives;

/// <summary>How many messages of a queue were sent, and ended in each way, since the run began. Safe for concurrent use.</summary>
internal sealed class QueueTally
{
    private long _sent;
    private long _done;
    private long _failed;
    private long _deadLettered;

    /// <summary>Messages that became known: they were sent, or came from elsewhere.</summary>
    public long Sent => Volatile.Read(ref _sent);

    /// <summary>Messages that the function was done with: processed, duplicate or discarded.</summary>
    public long Done => Volatile.Read(ref _done);

    /// <summary>Deliveries that failed. A message that fails twice counts twice.</summary>
    public long Failed => Volatile.Read(ref _failed);

    /// <summary>Messages that the queue or the function moved to the dead-letter queue.</summary>
    public long DeadLettered => Volatile.Read(ref _deadLettered);

    public void CountSent() => Interlocked.Increment(ref _sent);

    public void CountDone() => Interlocked.Increment(ref _done);

    public void CountFailed() => Interlocked.Increment(ref _failed);

    public void CountDeadLettered() => Interlocked.Increment(ref _deadLettered);
}
