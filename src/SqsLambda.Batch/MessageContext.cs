using System.Globalization;
using Amazon.Lambda.Core;
using Amazon.Lambda.SQSEvents;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Reading;

namespace SqsLambda.Batch;

/// <summary>What SQS says about one message, and what its handler may need besides the body.</summary>
/// <param name="record">The record of the event. What it lacks is empty, and <see langword="null"/> only where a property says so.</param>
/// <param name="logger">The logger of the invocation.</param>
public sealed class MessageContext(SQSEvent.SQSMessage record, ILambdaLogger logger)
{
    private static readonly Dictionary<string, string> NoAttributes = [];
    private static readonly Dictionary<string, SQSEvent.MessageAttribute> NoMessageAttributes = [];

    /// <summary>The id that SQS gave the message. It stays the same for every delivery and in the dead-letter queue.</summary>
    public string MessageId => record.MessageId ?? "";

    /// <summary>The handle to delete or hide this delivery of the message. Whoever has it can do so: never log it.</summary>
    public string ReceiptHandle => record.ReceiptHandle ?? "";

    /// <summary>The ARN of the queue.</summary>
    public string QueueArn => record.EventSourceArn ?? "";

    /// <summary>The name of the queue: the last part of its ARN.</summary>
    public string QueueName => QueueArn[(QueueArn.LastIndexOf(':') + 1)..];

    /// <summary>
    /// Whether the queue is a FIFO queue. Only the ARN says so: messages of standard queues can have a message group id, too (fair queues). It does
    /// not order them.
    /// </summary>
    public bool IsFifo => record.EventSourceArn is { } arn && arn.EndsWith(".fifo", StringComparison.Ordinal);

    /// <summary>How often the message has been received, including this delivery: 1 or more; 1 where SQS does not say.</summary>
    public int ReceiveCount =>
        int.TryParse(Attribute("ApproximateReceiveCount"), NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0
            ? count
            : 1;

    /// <summary>When the message was sent, to the millisecond; <see langword="null"/> where SQS does not say.</summary>
    public DateTimeOffset? SentTime => Time("SentTimestamp");

    /// <summary>The message group id, or <see langword="null"/>. It orders the messages of a FIFO queue only.</summary>
    public string? MessageGroupId => Attribute("MessageGroupId");

    /// <summary>The deduplication id of a FIFO queue, or <see langword="null"/>.</summary>
    public string? MessageDeduplicationId => Attribute("MessageDeduplicationId");

    /// <summary>The system attributes, by the names that SQS gives them.</summary>
    public IReadOnlyDictionary<string, string> Attributes => record.Attributes ?? NoAttributes;

    /// <summary>The attributes that the sender gave the message.</summary>
    public IReadOnlyDictionary<string, SQSEvent.MessageAttribute> MessageAttributes => record.MessageAttributes ?? NoMessageAttributes;

    /// <summary>
    /// The SNS notification that the message came in. <see langword="null"/> if the body was not one, or if the reader does not use
    /// <see cref="MessageReader{TMessage}.FromSns"/>.
    /// </summary>
    public SnsEnvelope? Sns { get; internal set; }

    /// <summary>
    /// The EventBridge event that the message came in. <see langword="null"/> if the reader does not use
    /// <see cref="MessageReader{TMessage}.FromEventBridge"/>.
    /// </summary>
    public EventBridgeEnvelope? EventBridge { get; internal set; }

    /// <summary>
    /// The id of the message's idempotency record: 64 hexadecimal digits, the same for every delivery. It can also be the idempotency key of
    /// a call to another service. <see langword="null"/> where idempotency is off.
    /// </summary>
    public string? IdempotencyKey { get => field ?? Key?.Id; init; }

    /// <summary>The logger of the invocation.</summary>
    public ILambdaLogger Logger { get; } = logger;

    internal string? Body => record.Body;

    internal DateTimeOffset? FirstReceiveTime => Time("ApproximateFirstReceiveTimestamp");

    internal RecordKey? Key { get; set; }

    /// <summary>Whether the store did not answer the claim of the message: it may or may not have granted it.</summary>
    internal bool IsClaimDoubtful { get; set; }

    private static long MaxUnixTimeMilliseconds { get; } = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    private DateTimeOffset? Time(string attribute) =>
        long.TryParse(Attribute(attribute), NumberStyles.None, CultureInfo.InvariantCulture, out long milliseconds) && milliseconds <= MaxUnixTimeMilliseconds
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;

    private string? Attribute(string name) => record.Attributes is { } attributes && attributes.TryGetValue(name, out string? value) ? value : null;
}
