using System.Globalization;
using Amazon.Lambda.Core;
using Amazon.Lambda.SQSEvents;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Logging;
using SqsLambda.Batch.Reading;

namespace SqsLambda.Batch;

/// <summary>The metadata of one message, and the logger of the invocation.</summary>
/// <param name="record">
/// The record of the event. If it lacks a value, the property is empty, or <see langword="null"/> where its documentation says so.
/// </param>
/// <param name="logger">The logger of the invocation.</param>
public sealed class MessageContext(SQSEvent.SQSMessage record, ILambdaLogger logger)
{
    private static readonly Dictionary<string, string> NoAttributes = [];
    private static readonly Dictionary<string, SQSEvent.MessageAttribute> NoMessageAttributes = [];

    private WorkList _work;
    private SnsEnvelope? _sns;
    private EventBridgeEnvelope? _eventBridge;

    /// <summary>
    /// The id that SQS assigned to the message. It is the same for every delivery, and after SQS moves the message to the dead-letter queue.
    /// </summary>
    public string MessageId => record.MessageId ?? "";

    /// <summary>The handle for deleting or hiding this delivery of the message. Anyone who has the handle can use it, so never log it.</summary>
    public string ReceiptHandle => record.ReceiptHandle ?? "";

    /// <summary>The ARN of the queue.</summary>
    public string QueueArn => record.EventSourceArn ?? "";

    /// <summary>The name of the queue: the last part of its ARN.</summary>
    public string QueueName => QueueArn[(QueueArn.LastIndexOf(':') + 1)..];

    /// <summary>
    /// Whether the queue is a FIFO queue. The ARN decides it. A message group id does not, because messages of a standard queue can have one too
    /// (fair queues).
    /// </summary>
    public bool IsFifo => record.EventSourceArn is { } arn && arn.EndsWith(".fifo", StringComparison.Ordinal);

    /// <summary>How often the message has been received, including this delivery: 1 or more. It is 1 if the record does not contain it.</summary>
    public int ReceiveCount =>
        int.TryParse(Attribute("ApproximateReceiveCount"), NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0
            ? count
            : 1;

    /// <summary>When the message was sent, to the millisecond; <see langword="null"/> if the record does not contain it.</summary>
    public DateTimeOffset? SentTime => Time("SentTimestamp");

    /// <summary>The message group id, or <see langword="null"/>. Only on a FIFO queue does it order the messages.</summary>
    public string? MessageGroupId => Attribute("MessageGroupId");

    /// <summary>The deduplication id of a FIFO queue, or <see langword="null"/>.</summary>
    public string? MessageDeduplicationId => Attribute("MessageDeduplicationId");

    /// <summary>The system attributes of SQS, by name.</summary>
    public IReadOnlyDictionary<string, string> Attributes => record.Attributes ?? NoAttributes;

    /// <summary>The message attributes that the sender set, by name.</summary>
    public IReadOnlyDictionary<string, SQSEvent.MessageAttribute> MessageAttributes => record.MessageAttributes ?? NoMessageAttributes;

    /// <summary>
    /// The metadata of the SNS notification that contained the message. <see langword="null"/> if the body is not an SNS notification, or if the
    /// reader does not use <see cref="MessageReader{TMessage}.FromSns"/>.
    /// </summary>
    public SnsEnvelope? Sns { get => _sns; init => _sns = value; }

    /// <summary>
    /// The metadata of the EventBridge event that contained the message. <see langword="null"/> if the reader does not use
    /// <see cref="MessageReader{TMessage}.FromEventBridge"/>.
    /// </summary>
    public EventBridgeEnvelope? EventBridge { get => _eventBridge; init => _eventBridge = value; }

    /// <summary>
    /// The id of the message's idempotency record: 64 hexadecimal digits, the same for every delivery. A handler can pass it to another service
    /// as an idempotency key. <see langword="null"/> if idempotency is off.
    /// </summary>
    public string? IdempotencyKey { get => field ?? Key?.Id; init; }

    /// <summary>The logger of the invocation.</summary>
    public ILambdaLogger Logger { get; } = logger;

    /// <summary>The work that was enlisted so far (<see cref="EnlistWork"/>), in its order.</summary>
    public IReadOnlyList<object> EnlistedWork => _work.Items;

    /// <summary>Why no work may be enlisted; <see langword="null"/> if it may. A context that a unit test makes allows it.</summary>
    internal string? WorkRefusal { get; set; }

    internal string? Body => record.Body;

    internal DateTimeOffset? FirstReceiveTime => Time("ApproximateFirstReceiveTimestamp");

    internal RecordKey? Key { get; set; }

    /// <summary>Whether the store did not answer the claim of the message. It may have granted the claim.</summary>
    internal bool IsClaimDoubtful { get; set; }

    private static long MaxUnixTimeMilliseconds { get; } = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>
    /// Enlists work in the completion of this message. If the handler succeeds, the idempotency store does the work and completes the message's
    /// record in one transaction: both are done or neither is. If the handler fails, nothing of it is done. The message is done when the transaction is.
    /// </summary>
    /// <remarks>
    /// The store defines what the work can be. For DynamoDB writes, use <c>Enlist</c> of <c>SqsLambda.Aws</c>. Safe for concurrent use.
    /// </remarks>
    /// <param name="work">The work. All of it is enlisted, or none. Do not change it afterwards.</param>
    /// <exception cref="ArgumentNullException"><paramref name="work"/> or an item of it is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException">
    /// The store cannot do work, or the message runs without a claim (idempotency is off, or the store is down and the policy is
    /// <see cref="StoreFailurePolicy.Process"/>), or its handler has already ended.
    /// </exception>
    public void EnlistWork(params IReadOnlyList<object> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        foreach (object item in work)
        {
            ArgumentNullException.ThrowIfNull(item, nameof(work));
        }

        if (WorkRefusal is { } refusal)
        {
            throw new InvalidOperationException(refusal);
        }

        if (!_work.TryAdd(work))
        {
            // Often nobody awaits the code that gets this exception.
            Logger.LogWarning(
                "Message {messageId}: its handler had ended when it enlisted work, so this work is not done. Await everything that enlists", LogText.OneLine(MessageId));
            throw new InvalidOperationException("The handler of the message has ended, so nothing can be enlisted any more.");
        }
    }

    /// <summary>Creates the context for one call of a wrapped handler. What is enlisted in it does not count yet.</summary>
    internal MessageContext ForCall() => new(record, Logger)
    {
        _sns = _sns,
        _eventBridge = _eventBridge,
        IdempotencyKey = IdempotencyKey,
        Key = Key,
        IsClaimDoubtful = IsClaimDoubtful,
        WorkRefusal = WorkRefusal,
    };

    /// <summary>Adds what a call of a wrapped handler enlisted, in the place of what an earlier call did.</summary>
    internal void EnlistWorkOf(int call, MessageContext context) => _work.Replace(call, context.TakeWork());

    /// <summary>Returns what was enlisted. Nothing can be enlisted any more.</summary>
    internal IReadOnlyList<object> TakeWork() => _work.Take();

    internal void UnwrappedFrom(SnsEnvelope sns) => _sns = sns;

    internal void UnwrappedFrom(EventBridgeEnvelope eventBridge) => _eventBridge = eventBridge;

    /// <summary>A message attribute of type String or Number, or an attribute of the SNS notification that contained the message.</summary>
    internal string? TextAttribute(string name) =>
        MessageAttributes.TryGetValue(name, out var attribute) && attribute?.StringValue is { } value ? value : Sns?.MessageAttributes.GetValueOrDefault(name);

    private DateTimeOffset? Time(string attribute) =>
        long.TryParse(Attribute(attribute), NumberStyles.None, CultureInfo.InvariantCulture, out long milliseconds) && milliseconds <= MaxUnixTimeMilliseconds
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;

    private string? Attribute(string name) => record.Attributes is { } attributes && attributes.TryGetValue(name, out string? value) ? value : null;
}
