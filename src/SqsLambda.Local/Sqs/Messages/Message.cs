using System.Globalization;
using SqsLambda.Local.Sqs.Queues;

namespace SqsLambda.Local.Sqs.Messages;

/// <summary>A message as it was sent. Immutable.</summary>
internal sealed record Message
{
    /// <summary>The sender of every message: the account, since requests are not authenticated here.</summary>
    public const string SenderId = QueueName.AccountId;

    public static readonly IReadOnlyDictionary<string, MessageAttributeValue> NoAttributes = new Dictionary<string, MessageAttributeValue>();

    public required string MessageId { get; init; }

    public required string Body { get; init; }

    public required string Md5OfBody { get; init; }

    public IReadOnlyDictionary<string, MessageAttributeValue> Attributes { get; init; } = NoAttributes;

    /// <summary>The MD5 of all attributes, or null if there are none.</summary>
    public string? Md5OfAttributes { get; init; }

    /// <summary>The X-Ray trace header (system attribute <c>AWSTraceHeader</c>), or null.</summary>
    public string? TraceHeader { get; init; }

    public string? GroupId { get; init; }

    /// <summary>FIFO queues only: sent with the message or derived from its body.</summary>
    public string? DeduplicationId { get; init; }

    /// <summary>FIFO queues only: 20 digits. A later message of the queue has a larger number.</summary>
    public string? SequenceNumber { get; init; }

    /// <summary>The queue that a dead-lettered message was moved from, or null.</summary>
    public string? DeadLetterQueueSourceArn { get; init; }

    /// <summary>When the message was enqueued, in milliseconds since 1970: <c>SentTimestamp</c>. Retention starts here.</summary>
    public long EnqueuedAtMs { get; init; }

    /// <summary>The system attributes with SQS's names, in the order of a Lambda event.</summary>
    /// <param name="receiveCount">How often the message was received in all its queues.</param>
    /// <param name="firstReceivedAt">When it was first received; <see langword="null"/> if it never was.</param>
    public OrderedDictionary<string, string> SystemAttributes(int receiveCount, DateTimeOffset? firstReceivedAt)
    {
        var attributes = new OrderedDictionary<string, string>(8, StringComparer.Ordinal);
        Add("ApproximateReceiveCount", receiveCount.ToString(CultureInfo.InvariantCulture));
        Add("AWSTraceHeader", TraceHeader);
        Add("SentTimestamp", EnqueuedAtMs.ToString(CultureInfo.InvariantCulture));
        Add("SequenceNumber", SequenceNumber);
        Add("MessageGroupId", GroupId);
        Add("SenderId", SenderId);
        Add("MessageDeduplicationId", DeduplicationId);
        Add("ApproximateFirstReceiveTimestamp", firstReceivedAt?.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
        Add("DeadLetterQueueSourceArn", DeadLetterQueueSourceArn);
        return attributes;

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                attributes.Add(name, value);
            }
        }
    }
}
