using SqsLambda.Local.Mapping;

namespace SqsLambda.Local.Tests.Mapping;

/// <summary>A queue that gives prepared receives, one after the other, and then waits for ever.</summary>
internal sealed class FakeQueue(bool isFifo = false) : IEventSource
{
    private readonly Queue<PolledMessage[]> _receives = new();

    public List<(int MaxMessages, TimeSpan WaitTime, TimeSpan? VisibilityTimeout)> Asked { get; } = [];

    public List<string> Deleted { get; } = [];

    public string QueueArn { get; } = "arn:aws:sqs:us-east-2:123456789012:orders" + (isFifo ? ".fifo" : "");

    public bool IsFifo => isFifo;

    public TimeSpan VisibilityTimeout => TimeSpan.FromSeconds(30);

    public FakeQueue Then(params PolledMessage[] receive)
    {
        _receives.Enqueue(receive);
        return this;
    }

    public async Task<IReadOnlyList<PolledMessage>> ReceiveAsync(
        int maxMessages, TimeSpan waitTime, TimeSpan? visibilityTimeout, CancellationToken cancellationToken)
    {
        PolledMessage[]? receive;
        lock (_receives)
        {
            Asked.Add((maxMessages, waitTime, visibilityTimeout));
            _receives.TryDequeue(out receive);
        }

        if (receive is null)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }

        return receive!;
    }

    public Task<IReadOnlyList<(PolledMessage Message, string Reason)>> DeleteAsync(
        IReadOnlyList<PolledMessage> messages, CancellationToken cancellationToken)
    {
        lock (_receives)
        {
            Deleted.AddRange(messages.Select(static message => message.MessageId));
        }

        return Task.FromResult<IReadOnlyList<(PolledMessage, string)>>([]);
    }

    public static PolledMessage Message(string messageId, string body = "{}") => new(
        messageId,
        $"handle of {messageId}",
        body,
        "e4e68fb7bd0e697a0ae8f1bb342846b3",
        [
            new("ApproximateReceiveCount", "1"),
            new("SentTimestamp", "1545082649183"),
            new("SenderId", "AIDAIENQZJOLO23YVJ4VO"),
            new("ApproximateFirstReceiveTimestamp", "1545082649185"),
        ],
        [],
        Md5OfMessageAttributes: null,
        ReceiveCount: 1,
        DateTimeOffset.UnixEpoch);
}
