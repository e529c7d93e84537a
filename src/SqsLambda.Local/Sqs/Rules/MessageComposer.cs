using System.Text;
using SqsLambda.Local.Sqs.Messages;
using SqsLambda.Local.Sqs.Queues;

namespace SqsLambda.Local.Sqs.Rules;

/// <summary>Turns the entries of SendMessage and SendMessageBatch into messages, and refuses invalid ones. It does not look at the state of the queue.</summary>
/// <remarks>Amazon SQS API Reference, SendMessage and SendMessageBatch.</remarks>
internal static class MessageComposer
{
    private const string WrongQueueType = "The request include parameter that is not valid for this queue type.";

    /// <summary>Makes the message of an entry of SendMessage.</summary>
    /// <exception cref="SqsException">The entry is refused.</exception>
    public static Message Compose(SendMessageEntry entry, QueueAttributes queue, string? traceHeader)
    {
        string body = entry.MessageBody is { Length: > 0 } text ? text : throw SqsException.MissingParameter("MessageBody");
        if (!AllowedCharacters.IsContent(body))
        {
            throw SqsException.InvalidMessageContents();
        }

        var attributes = entry.MessageAttributes ?? Message.NoAttributes;
        MessageAttributes.Validate(attributes);
        if (Size(entry) > queue.MaximumMessageSize)
        {
            throw TooLong("One or more parameters are invalid.", queue.MaximumMessageSize);
        }

        ValidateDelay(entry.DelaySeconds, queue.IsFifo);
        ValidateGroup(entry.MessageGroupId, queue.IsFifo);
        return new()
        {
            MessageId = Guid.NewGuid().ToString(),
            Body = body,
            Md5OfBody = Digests.Md5OfBody(body),
            Attributes = attributes,
            Md5OfAttributes = attributes.Count > 0 ? Digests.Md5OfAttributes(attributes) : null,
            TraceHeader = MessageAttributes.TraceHeaderOf(entry.MessageSystemAttributes) ?? traceHeader,
            GroupId = entry.MessageGroupId,
            DeduplicationId = DeduplicationIdOf(entry, queue),
        };
    }

    /// <summary>Refuses a whole batch: if it is too long, or if an entry lacks an id that a FIFO queue needs.</summary>
    /// <exception cref="SqsException">The batch is refused.</exception>
    public static void ValidateBatch(IReadOnlyList<SendMessageEntry> entries, QueueAttributes queue)
    {
        BatchRules.Validate(entries, entry => entry.Id, "SendMessageBatchRequestEntry");
        long bytes = 0;
        foreach (var entry in entries)
        {
            bytes += Size(entry);
            if (queue.IsFifo && entry.MessageDeduplicationId is null && !queue.ContentBasedDeduplication)
            {
                throw MissingDeduplicationId();
            }

            if (queue.IsFifo && entry.MessageGroupId is null)
            {
                throw SqsException.InvalidParameterValue("The request must contain the parameter MessageGroupId.");
            }
        }

        if (bytes > SqsLimits.MessageBytes)
        {
            throw SqsException.BatchRequestTooLong(bytes);
        }
    }

    /// <summary>Makes the message of an entry of SendMessageBatch. One error has another text than in <see cref="Compose"/>.</summary>
    /// <exception cref="SqsException">The entry is refused.</exception>
    public static Message ComposeInBatch(SendMessageEntry entry, QueueAttributes queue, string? traceHeader) =>
        Size(entry) > queue.MaximumMessageSize
            ? throw TooLong("One or more parameters cannot be validated.", queue.MaximumMessageSize)
            : Compose(entry, queue, traceHeader);

    private static long Size(SendMessageEntry entry) =>
        Encoding.UTF8.GetByteCount(entry.MessageBody ?? "") + MessageAttributes.Size(entry.MessageAttributes ?? Message.NoAttributes);

    private static SqsException TooLong(string what, int maxBytes) =>
        SqsException.InvalidParameterValue($"{what} Reason: Message must be shorter than {maxBytes} bytes.");

    private static void ValidateDelay(int? seconds, bool isFifo)
    {
        if (seconds is < 0 or > SqsLimits.DelaySeconds)
        {
            throw SqsException.InvalidParameterValue(
                "DelaySeconds", seconds, $"DelaySeconds must be >= 0 and <= {SqsLimits.DelaySeconds}.");
        }

        // 0 is accepted and means the delay of the queue.
        if (isFifo && seconds > 0)
        {
            throw SqsException.InvalidParameterValue("DelaySeconds", seconds, WrongQueueType);
        }
    }

    private static void ValidateGroup(string? groupId, bool isFifo)
    {
        if (groupId is not null)
        {
            ValidateId("MessageGroupId", groupId);
        }
        else if (isFifo)
        {
            throw SqsException.MissingParameter("MessageGroupId");
        }
    }

    private static string? DeduplicationIdOf(SendMessageEntry entry, QueueAttributes queue)
    {
        if (entry.MessageDeduplicationId is { } id)
        {
            if (!queue.IsFifo)
            {
                throw SqsException.InvalidParameterValue("MessageDeduplicationId", id, WrongQueueType);
            }

            ValidateId("MessageDeduplicationId", id);
            return id;
        }

        if (!queue.IsFifo)
        {
            return null;
        }

        return queue.ContentBasedDeduplication ? Digests.Sha256OfBody(entry.MessageBody!) : throw MissingDeduplicationId();
    }

    private static SqsException MissingDeduplicationId() => SqsException.InvalidParameterValue(
        "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly");

    private static void ValidateId(string parameter, string id)
    {
        if (!AllowedCharacters.IsGroupOrDeduplicationId(id))
        {
            throw SqsException.InvalidParameterValue(
                parameter, id,
                $"{parameter} can only include alphanumeric and punctuation characters. "
                + $"1 to {SqsLimits.GroupOrDeduplicationIdLength} in length.");
        }
    }
}
