using SqsLambda.Local.Mapping;

namespace SqsLambda.Local.Tests.Mapping;

/// <summary>A queue that gives prepared receives, one after the other, and then waits for ever.</summary>
internal sealed class FakeQueue(bool isFifo = false) : IEventSource
{
    private readonly Queue<(PolledMessage[] Messages, Exception? Failure)> _receives = new();

    public List<(int MaxMessages, TimeSpan WaitTime, TimeSpan? VisibilityTimeout)> Asked { get; } = [];

    public List<string> Deleted { get; } = [];

    public int Deletes { get; private set; }

    public string QueueArn { get; } = "arn:aws:sqs:us-east-2:123456789012:orders" + (isFifo ? ".fifo" : "");

    public bool IsFifo => isFifo;

    public TimeSpan VisibilityTimeout => TimeSpan.FromSeconds(30);

    public FakeQueue Then(params PolledMessage[] receive)
    {
        _receives.Enqueue((receive, null));
        return this;
    }

    public FakeQueue ThenFail(Exception failure)
    {
        _receives.Enqueue(([], failure));
        return this;
    }

    public async Task<IReadOnlyList<PolledMessage>> ReceiveAsync(
        int maxMessages, TimeSpan waitTime, TimeSpan? visibilityTimeout, CancellationToken cancellationToken)
    {
        (PolledMessage[] Messages, Exception? Failure) receive;
        bool isAny;
        lock (_receives)
        {
            Asked.Add((maxMessages, waitTime, visibilityTimeout));
            isAny = _receives.TryDequeue(out receive);
        }

        if (!isAny)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }

        return receive.Failure is { } failure ? throw failure : receive.Messages;
    }

    public Task<IReadOnlyList<UndeletedMessage>> DeleteAsync(IReadOnlyList<PolledMessage> messages)
    {
        lock (_receives)
        {
            Deletes++;
            Deleted.AddRange(messages.Select(static message => message.MessageId));
        }

        return Task.FromResult<IReadOnlyList<UndeletedMessage>>([]);
    }

    public static PolledMessage Message(string messageId, string body = "{}", DateTimeOffset? visibleAgain = null) => new(
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
        visibleAgain ?? DateTimeOffset.MaxValue);
}
