using System.Globalization;
using SqsLambda.Local.Sqs;

namespace SqsLambda.Local.Mapping;

/// <summary>A queue of this process as an event source.</summary>
internal sealed class LocalEventSource(SqsQueue queue) : IEventSource
{
    private const int MaxEntries = 10;

    public string QueueArn => queue.Arn;

    public bool IsFifo => queue.IsFifo;

    public TimeSpan VisibilityTimeout => queue.Attributes.VisibilityTimeout;

    public async Task<IReadOnlyList<PolledMessage>> ReceiveAsync(
        int maxMessages, TimeSpan waitTime, TimeSpan? visibilityTimeout, CancellationToken cancellationToken)
    {
        var received = await queue.ReceiveAsync(maxMessages, waitTime, visibilityTimeout, cancellationToken);
        return [.. received.Select(Polled)];
    }

    public Task<IReadOnlyList<(PolledMessage Message, string Reason)>> DeleteAsync(
        IReadOnlyList<PolledMessage> messages, CancellationToken cancellationToken)
    {
        var undeleted = new List<(PolledMessage, string)>();
        for (int first = 0; first < messages.Count; first += MaxEntries)
        {
            int count = Math.Min(MaxEntries, messages.Count - first);
            var entries = new DeleteMessageEntry[count];
            for (int i = 0; i < count; i++)
            {
                entries[i] = new((first + i).ToString(CultureInfo.InvariantCulture), messages[first + i].ReceiptHandle);
            }

            foreach (BatchFailure failure in queue.DeleteMessageBatch(entries).Failed ?? [])
            {
                undeleted.Add((messages[int.Parse(failure.Id, CultureInfo.InvariantCulture)], failure.Message));
            }
        }

        return Task.FromResult<IReadOnlyList<(PolledMessage, string)>>(undeleted);
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
        new(value.DataType ?? "", value.StringValue, value.BinaryValue is { } bytes ? (ReadOnlyMemory<byte>)bytes : null);
}
