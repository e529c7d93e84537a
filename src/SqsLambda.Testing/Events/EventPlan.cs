using System.Globalization;
using Amazon.Lambda.SQSEvents;

namespace SqsLambda.Testing.Events;

/// <summary>What an event is to hold.</summary>
/// <remarks>AWS Lambda Developer Guide, "Using Lambda with Amazon SQS"; Amazon SQS API Reference, "Message".</remarks>
internal sealed record EventPlan
{
    public static readonly DateTimeOffset DefaultSentTime = DateTimeOffset.FromUnixTimeMilliseconds(1545082649183);

    private const ulong FirstSequenceNumber = 10_000_000_000_000_000_000;

    public required IReadOnlyList<string> Bodies { get; init; }

    public QueuePlan Queue { get; init; } = QueuePlan.Default;

    public bool IsFifo { get; init; }

    /// <summary>The message group ids; none on a standard queue that is not a fair queue.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    public IReadOnlyList<AttributePlan> Attributes { get; init; } = [];

    public IReadOnlyList<SystemAttribute> SystemAttributes { get; init; } = [];

    public IReadOnlyList<int> ReceiveCounts { get; init; } = [1];

    public IReadOnlyList<DateTimeOffset> SentTimes { get; init; } = [DefaultSentTime];

    public IReadOnlyList<string> MessageIds { get; init; } = [];

    public SnsPlan? Sns { get; init; }

    public EventBridgePlan? EventBridge { get; init; }

    public IReadOnlyList<Change> Changes { get; init; } = [];

    public List<SQSEvent.SQSMessage> Records()
    {
        List<SQSEvent.SQSMessage> records = [.. Enumerable.Range(0, Bodies.Count).Select(Record)];
        foreach (Change change in Changes)
        {
            change.Apply(records[change.Index]);
        }

        return records;
    }

    /// <summary>A sequence number of SQS or SNS: 20 digits that increase.</summary>
    public static string SequenceNumber(int index) => (FirstSequenceNumber + (ulong)index).ToString(CultureInfo.InvariantCulture);

    private SQSEvent.SQSMessage Record(int index)
    {
        MessageAttribute[] attributes = [.. Attributes.Select(attribute => MessageAttribute.Of(attribute, index)).OfType<MessageAttribute>()];
        string sent = Sent(index);
        string body = Sns is null ? sent : SnsBody.Of(sent, index, Sns, attributes, Queue, IsFifo, SentTime(index));
        MessageAttribute[] own = Sns is null ? attributes : [];
        return new()
        {
            MessageId = MessageIds.Count > 0 ? MessageIds[index] : $"m{index}",
            ReceiptHandle = $"handle-{index}",
            Body = body,
            Attributes = AttributesOf(index, sent),
            MessageAttributes = own.ToDictionary(static each => each.Name, static each => each.ToEvent()),
            Md5OfMessageAttributes = own.Length > 0 ? Checksum.OfAttributes(own) : null,
            Md5OfBody = Checksum.OfBody(body),
            EventSource = "aws:sqs",
            EventSourceArn = Queue.Arn(IsFifo),
            AwsRegion = Queue.Region,
        };
    }

    /// <summary>What the sender sent to the queue, or to the topic, which passes the deduplication id on.</summary>
    private string Sent(int index) => EventBridge is null
        ? Bodies[index]
        : EventBridgeBody.Of(Bodies[index], index, EventBridge, Queue, SentTime(index));

    private DateTimeOffset SentTime(int index) => SentTimes[index % SentTimes.Count];

    private Dictionary<string, string> AttributesOf(int index, string sent)
    {
        long sentMs = SentTime(index).ToUnixTimeMilliseconds();
        var result = new Dictionary<string, string>
        {
            ["ApproximateReceiveCount"] = ReceiveCounts[index % ReceiveCounts.Count].ToString(CultureInfo.InvariantCulture),
            ["SentTimestamp"] = sentMs.ToString(CultureInfo.InvariantCulture),
            ["SenderId"] = "AIDAIENQZJOLO23YVJ4VO",
            ["ApproximateFirstReceiveTimestamp"] = (sentMs + 2).ToString(CultureInfo.InvariantCulture),
        };
        if (IsFifo)
        {
            result["SequenceNumber"] = SequenceNumber(index);
            result["MessageDeduplicationId"] = Checksum.DeduplicationId(sent);
        }

        if (Groups.Count > 0)
        {
            result["MessageGroupId"] = Groups[index % Groups.Count];
        }

        foreach (SystemAttribute attribute in SystemAttributes)
        {
            if (attribute.Values[index % attribute.Values.Count] is { } value)
            {
                result[attribute.Name] = value;
            }
            else
            {
                result.Remove(attribute.Name);
            }
        }

        return result;
    }

    internal sealed record SystemAttribute(string Name, IReadOnlyList<string?> Values);

    internal sealed record Change(int Index, Action<SQSEvent.SQSMessage> Apply);
}
