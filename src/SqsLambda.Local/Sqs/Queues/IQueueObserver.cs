using SqsLambda.Local.Sqs.Messages;
using SqsLambda.Local.Sqs.Redrive;

namespace SqsLambda.Local.Sqs.Queues;

/// <summary>
/// Is told what happens to the messages of a queue, whoever causes it. Where a method does not say otherwise, it is called under the lock of the
/// queue, in the order in which things happen: it must return at once, not throw, and not use a queue. Times are in milliseconds since 1970. Each
/// method does nothing by default.
/// </summary>
internal interface IQueueObserver
{
    /// <summary>A message was sent to the queue or moved to it. Nobody has received it from there yet.</summary>
    void OnArrived(MessageArrival arrival)
    {
    }

    /// <summary>Messages were received.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="maxReceives">Receives before a message goes to the dead-letter queue; <see langword="null"/> if there is none.</param>
    /// <param name="nowMs">When.</param>
    void OnReceived(IReadOnlyList<ReceivedMessage> messages, int? maxReceives, long nowMs)
    {
    }

    /// <summary>Somebody changed when a hidden message becomes visible. A time that is not in the future makes it visible at once.</summary>
    void OnVisibilityChanged(string messageId, long visibleAtMs, long nowMs)
    {
    }

    /// <summary>The delay or the visibility timeout of a message has ended.</summary>
    void OnVisible(string messageId, long nowMs)
    {
    }

    /// <summary>A message has left the queue, and is in no other.</summary>
    void OnLeft(string messageId, MessageExit exit, long nowMs)
    {
    }

    /// <summary>All messages have left the queue.</summary>
    void OnCleared(IReadOnlyList<string> messageIds, MessageExit exit, long nowMs)
    {
    }

    /// <summary>A message move task has moved a message to another queue.</summary>
    /// <param name="messageId">Its id in this queue.</param>
    /// <param name="to">What it is there.</param>
    /// <param name="nowMs">When.</param>
    void OnMoved(string messageId, QueuedMessageId to, long nowMs)
    {
    }

    /// <summary>This queue has handed a message to its dead-letter queue. Called after that, on the thread at hand and under no lock.</summary>
    void OnDeadLettered(DeadLetteredMessage moved)
    {
    }

    /// <summary>
    /// The last message has left the queue, or the queue was deleted. Called on the thread that caused it, under no lock: new messages may have
    /// been sent meanwhile.
    /// </summary>
    void OnEmptied()
    {
    }
}

/// <summary>A message that has come to a queue.</summary>
/// <param name="Message">The message as it is stored there.</param>
/// <param name="VisibleAtMs">When it becomes visible.</param>
/// <param name="NowMs">When it came.</param>
internal sealed record MessageArrival(Message Message, long VisibleAtMs, long NowMs)
{
    /// <summary>When it was first sent. A dead letter in a FIFO queue has another <c>SentTimestamp</c>.</summary>
    public long SentAtMs { get; init; } = Message.EnqueuedAtMs;

    /// <summary>How often it was received in other queues.</summary>
    public int ReceiveCount { get; init; }

    /// <summary>What it was in the queue that a message move task took it from; <see langword="null"/> if none did.</summary>
    public QueuedMessageId? MovedFrom { get; init; }
}

/// <summary>A message in a queue.</summary>
internal sealed record QueuedMessageId(string QueueArn, string MessageId);

/// <summary>How a message left a queue for good.</summary>
internal enum MessageExit
{
    Deleted,
    Expired,
    Purged,
    QueueDeleted,
}
