using SqsLambda.Local.Sqs.Fifo;
using SqsLambda.Local.Sqs.Queues;

namespace SqsLambda.Local.Sqs.Messages;

/// <summary>
/// How messages come into a queue: sent, or from another queue. On a FIFO queue each gets its sequence number, and what was sent before is not
/// stored again. Not safe for concurrent use: the queue locks.
/// </summary>
internal sealed class MessageArrivals(MessageStore store)
{
    private readonly DeduplicationMemory _deduplication = new();
    private readonly SequenceNumbers _sequenceNumbers = new();

    /// <summary>When <see cref="Advance"/> next has something to do.</summary>
    public long NextDueMs => _deduplication.NextDueMs;

    public void Advance(long now) => _deduplication.Advance(now);

    /// <summary>Forgets all deduplication ids. Sequence numbers go on.</summary>
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

    /// <summary>Stores a message of a queue whose dead-letter queue this is.</summary>
    /// <returns>The message as it is here.</returns>
    public Message AcceptDeadLetter(StoredMessage stored, string sourceArn, QueueAttributes queue, long now)
    {
        var message = stored.Message with { DeadLetterQueueSourceArn = sourceArn };
        if (queue.IsFifo)
        {
            // SQS Developer Guide, "Using dead-letter queues in Amazon SQS": FIFO queues reset the enqueue time, standard queues keep it.
            // The deduplication id becomes the message id, so that nothing sent here keeps the message out.
            message = message with { DeduplicationId = message.MessageId, SequenceNumber = _sequenceNumbers.Next(), EnqueuedAtMs = now };
        }

        store.Add(message, now, now, stored.ReceiveCount, stored.FirstReceivedAtMs);
        return message;
    }

    /// <summary>Stores a message of a dead-letter queue as a new one: with a new message id, enqueue time and retention, never received.</summary>
    /// <remarks>
    /// The delay of the queue counts, as for any new message. On a FIFO queue the deduplication id becomes the message id, as on the way to a
    /// dead-letter queue, and is not remembered: the message is no duplicate of another one, nor another one of it.
    /// </remarks>
    /// <returns>The message id.</returns>
    public string AcceptMoved(Message message, QueueAttributes queue, long now)
    {
        string messageId = Guid.NewGuid().ToString();
        var renewed = message with
        {
            MessageId = messageId,
            DeduplicationId = queue.IsFifo ? messageId : null,
            SequenceNumber = queue.IsFifo ? _sequenceNumbers.Next() : null,
            DeadLetterQueueSourceArn = null,
        };
        return Store(renewed, queue.Delay, now).MessageId;
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

    private (string MessageId, string? SequenceNumber) Store(Message message, TimeSpan delay, long now)
    {
        store.Add(message with { EnqueuedAtMs = now }, now + (long)delay.TotalMilliseconds, now);
        return (message.MessageId, message.SequenceNumber);
    }
}
