using System.Globalization;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace SqsLambda.Local.Mapping;

/// <summary>A queue outside of this process as an event source, through AWSSDK.SQS.</summary>
/// <param name="client">The client.</param>
/// <param name="queueUrl">The URL of the queue.</param>
/// <param name="queueArn">Its ARN.</param>
/// <param name="visibilityTimeout">Its visibility timeout at the start of the run.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class RemoteEventSource(
    IAmazonSQS client, string queueUrl, string queueArn, TimeSpan visibilityTimeout, TimeProvider timeProvider) : IEventSource
{
    private static readonly List<string> All = ["All"];

    public string QueueArn => queueArn;

    public bool IsFifo { get; } = queueArn.EndsWith(".fifo", StringComparison.Ordinal);

    public TimeSpan VisibilityTimeout => visibilityTimeout;

    public async Task<IReadOnlyList<PolledMessage>> ReceiveAsync(
        int maxMessages, TimeSpan waitTime, TimeSpan? visibilityTimeout, CancellationToken cancellationToken)
    {
        var answer = await client.ReceiveMessageAsync(
            new ReceiveMessageRequest(queueUrl)
            {
                MaxNumberOfMessages = maxMessages,
                WaitTimeSeconds = (int)Math.Ceiling(waitTime.TotalSeconds),
                VisibilityTimeout = visibilityTimeout is { } timeout ? (int)timeout.TotalSeconds : null,
                MessageSystemAttributeNames = All,
                MessageAttributeNames = All,
            },
            cancellationToken);
        var visibleAgain = timeProvider.GetUtcNow() + (visibilityTimeout ?? VisibilityTimeout);
        return [.. (answer.Messages ?? []).Select(message => Polled(message, visibleAgain))];
    }

    public async Task<IReadOnlyList<UndeletedMessage>> DeleteAsync(IReadOnlyList<PolledMessage> messages)
    {
        try
        {
            var answer = await client.DeleteMessageBatchAsync(new DeleteMessageBatchRequest(
                queueUrl,
                [.. messages.Select(static (message, index) => new DeleteMessageBatchRequestEntry(index.ToString(CultureInfo.InvariantCulture), message.ReceiptHandle))]));
            return [.. (answer.Failed ?? []).Select(failure => new UndeletedMessage(messages[int.Parse(failure.Id, CultureInfo.InvariantCulture)], failure.Message))];
        }
        catch (Exception exception) when (SdkFailure.Is(exception))
        {
            return [.. messages.Select(message => new UndeletedMessage(message, exception.Message))];
        }
    }

    private static PolledMessage Polled(Message message, DateTimeOffset visibleAgain) => new(
        message.MessageId,
        message.ReceiptHandle,
        message.Body,
        message.MD5OfBody,
        [.. message.Attributes ?? []],
        [.. (message.MessageAttributes ?? []).Select(static attribute => KeyValuePair.Create(attribute.Key, Polled(attribute.Value)))],
        message.MD5OfMessageAttributes,
        int.Parse(message.Attributes!["ApproximateReceiveCount"], CultureInfo.InvariantCulture),
        visibleAgain);

    private static PolledAttribute Polled(MessageAttributeValue value) =>
        new(value.DataType, value.StringValue, value.BinaryValue is { } bytes ? (ReadOnlyMemory<byte>?)bytes.ToArray() : null);
}
