using Microsoft.Extensions.Time.Testing;
using SqsLambda.Local.Sqs;
using SqsLambda.Local.Sqs.Messages;
using SqsLambda.Local.Sqs.Queues;

namespace SqsLambda.Local.Tests.Sqs;

/// <summary>Queues with a clock that the test owns.</summary>
internal sealed class TestQueues
{
    public TestQueues() => Service = new(Time);

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public SqsService Service { get; }

    /// <summary>A standard queue with attributes such as <c>"DelaySeconds=5"</c>.</summary>
    public SqsQueue Standard(string name, params string[] attributes) => Service.CreateQueue(name, Map(attributes));

    /// <summary>A FIFO queue that deduplicates by content; the suffix is added.</summary>
    public SqsQueue Fifo(string name, params string[] attributes) =>
        Service.CreateQueue(name + ".fifo", Map(["FifoQueue=true", "ContentBasedDeduplication=true", .. attributes]));

    /// <summary>A queue whose messages go to another after so many receives.</summary>
    public static string Redrive(SqsQueue target, int maxReceiveCount) =>
        $$"""RedrivePolicy={"deadLetterTargetArn":"{{target.Arn}}","maxReceiveCount":{{maxReceiveCount}}}""";

    public void Pass(double seconds) => Time.Advance(TimeSpan.FromSeconds(seconds));

    public static Dictionary<string, string> Map(params string[] attributes) =>
        attributes.Select(attribute => attribute.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
}

internal static class TestQueueExtensions
{
    public static SendMessageResult Send(this SqsQueue queue, string body, string? group = null, string? deduplicationId = null, int? delay = null) =>
        queue.SendMessage(new() { MessageBody = body, MessageGroupId = group, MessageDeduplicationId = deduplicationId, DelaySeconds = delay });

    /// <summary>Sets attributes of the queue.</summary>
    public static SqsQueue With(this SqsQueue queue, TestQueues queues, params string[] attributes)
    {
        queues.Service.SetQueueAttributes(queue, TestQueues.Map(attributes));
        return queue;
    }

    /// <summary>Sends bodies such as <c>g1-m1</c> to the group before the hyphen.</summary>
    public static void SendAll(this SqsQueue queue, params string[] bodies)
    {
        foreach (string body in bodies)
        {
            queue.Send(body, queue.IsFifo ? body.Split('-')[0] : null);
        }
    }

    /// <summary>A receive that does not wait.</summary>
    public static Task<IReadOnlyList<ReceivedMessage>> Receive(this SqsQueue queue, int max = 10, int? timeout = null) =>
        queue.ReceiveAsync(max, TimeSpan.Zero, timeout is { } seconds ? TimeSpan.FromSeconds(seconds) : null, CancellationToken.None);

    /// <summary>A receive that waits for up to 20 s, which the test's clock decides about.</summary>
    public static Task<IReadOnlyList<ReceivedMessage>> LongPoll(this SqsQueue queue, int max = 10, CancellationToken cancellationToken = default) =>
        queue.ReceiveAsync(max, TimeSpan.FromSeconds(20), null, cancellationToken);

    /// <summary>A receive that does not wait, and must get one message.</summary>
    public static async Task<ReceivedMessage> ReceiveOne(this SqsQueue queue, int? timeout = null) => Assert.Single(await queue.Receive(1, timeout));

    public static async Task<string[]> ReceiveBodies(this SqsQueue queue, int max = 10, int? timeout = null) =>
        (await queue.Receive(max, timeout)).Bodies();

    public static string[] Bodies(this IReadOnlyList<ReceivedMessage> messages) => [.. messages.Select(message => message.Body)];

    /// <summary>What a long poll got; it must have been served already, give or take the thread pool.</summary>
    public static async Task<string[]> ServedBodies(this Task<IReadOnlyList<ReceivedMessage>> poll) =>
        (await poll.WaitAsync(TimeSpan.FromMinutes(2))).Bodies();
}
