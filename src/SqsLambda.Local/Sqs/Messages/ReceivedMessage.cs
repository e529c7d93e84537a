namespace SqsLambda.Local.Sqs.Messages;

/// <summary>A message as a receive returned it. Immutable: later changes of the message are not visible here.</summary>
internal sealed class ReceivedMessage
{
    private readonly Message _message;
    private readonly long _firstReceivedAtMs;

    public ReceivedMessage(StoredMessage stored, string receiptHandle)
    {
        _message = stored.Message;
        _firstReceivedAtMs = stored.FirstReceivedAtMs;
        ReceiptHandle = receiptHandle;
        ReceiveCount = stored.ReceiveCount;
        VisibleAt = DateTimeOffset.FromUnixTimeMilliseconds(stored.VisibleAtMs);
    }

    /// <summary>The message as it was sent.</summary>
    public Message Message => _message;

    public string MessageId => _message.MessageId;

    /// <summary>Identifies this receive when the message is deleted or its visibility changed.</summary>
    public string ReceiptHandle { get; }

    public string Body => _message.Body;

    /// <summary>The MD5 of the body, hexadecimal.</summary>
    public string Md5OfBody => _message.Md5OfBody;

    /// <summary>All message attributes.</summary>
    public IReadOnlyDictionary<string, MessageAttributeValue> MessageAttributes => _message.Attributes;

    /// <summary>The MD5 of all message attributes, hexadecimal, or null if there are none.</summary>
    public string? Md5OfMessageAttributes => _message.Md5OfAttributes;

    public string? MessageGroupId => _message.GroupId;

    /// <summary>How often the message was received in all its queues, including this receive.</summary>
    public int ReceiveCount { get; }

    /// <summary>When the message becomes visible again, unless it is deleted or its visibility changed.</summary>
    public DateTimeOffset VisibleAt { get; }

    /// <summary>When the message was enqueued: <c>SentTimestamp</c>.</summary>
    public DateTimeOffset SentAt => DateTimeOffset.FromUnixTimeMilliseconds(_message.EnqueuedAtMs);

    /// <summary>Returns the system attributes with SQS's names, in the order of a Lambda event.</summary>
    public OrderedDictionary<string, string> SystemAttributes() =>
        _message.SystemAttributes(ReceiveCount, DateTimeOffset.FromUnixTimeMilliseconds(_firstReceivedAtMs));
}
