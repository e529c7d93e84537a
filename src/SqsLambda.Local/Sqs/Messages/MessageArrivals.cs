using SqsLambda.Local.Sqs.Fifo;
using SqsLambda.Local.Sqs.Queues;

namespace SqsLambda.Local.Sqs.Messages;

/// <summary>
/// Stores messages that are sent or come from another queue. On a FIFO queue each gets a sequence number, and duplicates are not stored. Not
/// safe for concurrent use: the queue locks.
/// </summary>
internal sealed class MessageArrivals(MessageStore store, QueueObservers observers)
{
    private readonly DeduplicationMemory _deduplication = new();
    private readonly SequenceNumbers _sequenceNumbers = new();

    /// <summary>When <see cref="Advance"/> must be called next, in milliseconds since 1970.</summary>
    public long NextDueMs => _deduplication.NextDueMs;

    public void Advance(long now) => _deduplication.Advance(now);

    /// <summary>Forgets all deduplication ids. Sequence numbers continue.</summary>
    public void Clear() => _deduplication.Clear();

    /// <summary>Stores a message, unless it is a duplicate.</summary>
    public SendMessageResult Send(SendMessageEntry entry, Message message, QueueAttributes queue, long now)
    {
        var (messageId, sequenceNumber) = queue.IsFifo
            ? StoreUnlessDuplicate(message, queue, now)
            : Store(message, entry.DelaySeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : queue.Delay, now);
        return new()
        {
            Id = entry.Id,
            MessageId = messageId,
            MD5OfMessageBody = message.Md5OfBody,
            MD5OfMessageAttributes = message.Md5OfAttributes,
            MD5OfMessageSystemAttributes = entry.MessageSystemAttributes is { Count: > 0 } system ? Digests.Md5OfAttributes(system) : null,
            SequenceNumber = sequenceNumber,
        };
    }

    /// <summary>Stores a message from a queue that has this one as its dead-letter queue.</summary>
    /// <returns>The message as it is stored here.</returns>
    public Message AcceptDeadLetter(StoredMessage stored, string sourceArn, QueueAttributes queue, long now)
    {
        var message = stored.Message with { DeadLetterQueueSourceArn = sourceArn };
        if (queue.IsFifo)
        {
            // SQS Developer Guide, "Using dead-letter queues in Amazon SQS": FIFO queues reset the enqueue time, standard queues keep it.
            // The message id becomes the deduplication id, so that the message is no duplicate of one sent here.
            message = message with { DeduplicationId = message.MessageId, SequenceNumber = _sequenceNumbers.Next(), EnqueuedAtMs = now };
        }

        store.Add(message, now, now, stored.ReceiveCount, stored.FirstReceivedAtMs);
        Tell(new(message, now, now) { SentAtMs = stored.Message.EnqueuedAtMs, ReceiveCount = stored.ReceiveCount });
        return message;
    }

    /// <summary>Stores a message from a dead-letter queue as a new message: with a new id and enqueue time, and not yet received.</summary>
    /// <remarks>
    /// The delay of the queue applies. On a FIFO queue the message id becomes the deduplication id and is not remembered: the message is not a
    /// duplicate of another one, and no other one is a duplicate of it.
    /// </remarks>
    /// <returns>The message id.</returns>
    public string AcceptMoved(Message message, string fromArn, QueueAttributes queue, long now)
    {
        string messageId = Guid.NewGuid().ToString();
        var renewed = message with
        {
            MessageId = messageId,
            DeduplicationId = queue.IsFifo ? messageId : null,
            SequenceNumber = queue.IsFifo ? _sequenceNumbers.Next() : null,
            DeadLetterQueueSourceArn = null,
        };
        return Store(renewed, queue.Delay, now, new QueuedMessageId(fromArn, message.MessageId)).MessageId;
    }

    private (string MessageId, string? SequenceNumber) StoreUnlessDuplicate(Message message, QueueAttributes queue, long now)
    {
        string? scope = queue.DeduplicatesPerGroup ? message.GroupId : null;
        if (_deduplication.TryFind(scope, message.DeduplicationId!, out var original))
        {
            return (original.MessageId, original.SequenceNumber);
        }

        string sequenceNumber = _sequenceNumbers.Next();
        _deduplication.Add(scope, message.DeduplicationId!, new(message.MessageId, sequenceNumber), now);
        return Store(message with { SequenceNumber = sequenceNumber }, queue.Delay, now);
    }

    private (string MessageId, string? SequenceNumber) Store(Message message, TimeSpan delay, long now, QueuedMessageId? movedFrom = null)
    {
        Message stored = message with { EnqueuedAtMs = now };
        long visibleAt = now + (long)delay.TotalMilliseconds;
        store.Add(stored, visibleAt, now);
        if (observers.All.Length > 0)
        {
            Tell(new(stored, visibleAt, now) { MovedFrom = movedFrom });
        }

        return (stored.MessageId, stored.SequenceNumber);
    }

    private void Tell(MessageArrival arrival)
    {
        foreach (IQueueObserver observer in observers.All)
        {
            observer.OnArrived(arrival);
        }
    }
}
