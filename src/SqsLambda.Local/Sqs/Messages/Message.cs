using SqsLambda.Local.Sqs.Queues;

namespace SqsLambda.Local.Sqs.Messages;

/// <summary>What was sent: a message without anything that changes while it is in a queue.</summary>
internal sealed record Message
{
    /// <summary>The sender of every message here: there are no identities on a laptop, so it is the account itself.</summary>
    public const string SenderId = QueueName.AccountId;

    public static readonly IReadOnlyDictionary<string, MessageAttributeValue> NoAttributes = new Dictionary<string, MessageAttributeValue>();

    public required string MessageId { get; init; }

    public required string Body { get; init; }

    public required string Md5OfBody { get; init; }

    public IReadOnlyDictionary<string, MessageAttributeValue> Attributes { get; init; } = NoAttributes;

    /// <summary>The MD5 of all attributes, or null when there are none.</summary>
    public string? Md5OfAttributes { get; init; }

    /// <summary>The X-Ray trace header (system attribute <c>AWSTraceHeader</c>), or null.</summary>
    public string? TraceHeader { get; init; }

    public string? GroupId { get; init; }

    /// <summary>FIFO queues only: as sent, or derived from the body.</summary>
    public string? DeduplicationId { get; init; }

    /// <summary>FIFO queues only: 20 digits, larger for each later message of the queue.</summary>
    public string? SequenceNumber { get; init; }

    /// <summary>Where a message of a dead-letter queue comes from, or null.</summary>
    public string? DeadLetterQueueSourceArn { get; init; }

    /// <summary>When the message was enqueued, in milliseconds since 1970: <c>SentTimestamp</c>. Retention counts from here.</summary>
    public long EnqueuedAtMs { get; init; }
}
