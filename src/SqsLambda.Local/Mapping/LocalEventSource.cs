using System.Globalization;
using SqsLambda.Local.Sqs;
using SqsLambda.Local.Sqs.Messages;
using SqsLambda.Local.Sqs.Queues;

namespace SqsLambda.Local.Mapping;

/// <summary>A queue of this process as an event source.</summary>
internal sealed class LocalEventSource : IEventSource
{
    private readonly Func<SqsQueue> _find;

    /// <summary>Uses the queue that has the name at the time. If it is deleted and created again, the mapping continues with the new one.</summary>
    public LocalEventSource(SqsService service, string queueName) : this(service.ArnOf(queueName), () => service.GetQueue(queueName))
    {
    }

    /// <summary>Uses one queue only.</summary>
    public LocalEventSource(SqsQueue queue) : this(queue.Arn, () => queue)
    {
    }

    private LocalEventSource(string queueArn, Func<SqsQueue> find)
    {
        _find = find;
        QueueArn = queueArn;
        IsFifo = QueueName.IsFifo(queueArn);
    }

    public string QueueArn { get; }

    public bool IsFifo { get; }

    public bool LosesNothingWhenCancelled => true;

    /// <exception cref="SqsException">There is no such queue.</exception>
    public TimeSpan VisibilityTimeout => _find().VisibilityTimeout;

    public async Task<IReadOnlyList<PolledMessage>> ReceiveAsync(
        int maxMessages, TimeSpan waitTime, TimeSpan? visibilityTimeout, CancellationToken cancellationToken)
    {
        var received = await _find().ReceiveAsync(maxMessages, waitTime, visibilityTimeout, cancellationToken);
        return [.. received.Select(Polled)];
    }

    public DateTimeOffset VisibleAgainAt(PolledMessage message)
    {
        try
        {
            return _find().VisibleAgainAt(message.ReceiptHandle) ?? message.VisibleAgain;
        }
        catch (SqsException)
        {
            return message.VisibleAgain;
        }
    }

    public Task<IReadOnlyList<UndeletedMessage>> DeleteAsync(IReadOnlyList<PolledMessage> messages)
    {
        try
        {
            var result = _find().DeleteMessageBatch(
                [.. messages.Select(static (message, index) => new DeleteMessageEntry(index.ToString(CultureInfo.InvariantCulture), message.ReceiptHandle))]);
            return Task.FromResult<IReadOnlyList<UndeletedMessage>>(
                [.. (result.Failed ?? []).Select(failure => new UndeletedMessage(messages[int.Parse(failure.Id, CultureInfo.InvariantCulture)], failure.Message))]);
        }
        catch (SqsException refused)
        {
            return Task.FromResult<IReadOnlyList<UndeletedMessage>>([.. messages.Select(message => new UndeletedMessage(message, refused.Message))]);
        }
    }

    private static PolledMessage Polled(ReceivedMessage message) => new(
        message.MessageId,
        message.ReceiptHandle,
        message.Body,
        message.Md5OfBody,
        [.. message.SystemAttributes()],
        [.. message.MessageAttributes.Select(static attribute => KeyValuePair.Create(attribute.Key, Polled(attribute.Value)))],
        message.Md5OfMessageAttributes,
        message.ReceiveCount,
        message.VisibleAt);

    private static PolledAttribute Polled(MessageAttributeValue value) =>
        new(value.DataType ?? "", value.StringValue, value.BinaryValue is { } bytes ? (ReadOnlyMemory<byte>?)bytes : null);
}
