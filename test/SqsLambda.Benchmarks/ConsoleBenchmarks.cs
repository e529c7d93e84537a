using BenchmarkDotNet.Attributes;
using SqsLambda.Local.Lambda;
using SqsLambda.Local.Mapping;
using SqsLambda.Local.Reporting;
using SqsLambda.Local.Sqs.Messages;
using SqsLambda.Local.Sqs.Queues;
using SqsLambda.Local.WebConsole;
using SqsLambda.Local.WebConsole.Lives;

namespace SqsLambda.Benchmarks;

/// <summary>
/// What the console takes to remember a message that succeeds at once, beside what the report takes to tell of it. The journal's own task remembers
/// it, and neither the queue nor the function waits. One operation is one message: it is sent, received and deleted, by ten; by a client, or by an
/// event source mapping that invokes a function.
/// </summary>
[MemoryDiagnoser]
public class ConsoleBenchmarks
{
    private const int Messages = 10_000;
    private const int BatchSize = 10;
    private const int EventsBetweenLooks = 1_000;
    private const string QueueArn = "arn:aws:sqs:us-east-1:000000000000:orders";

    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly long StartMs = Start.ToUnixTimeMilliseconds();

    private static readonly KeyValuePair<string, string>[] Attributes = [KeyValuePair.Create("SentTimestamp", "1767323045000")];

    private StoryEvent[] _story = [];
    private object[] _byClient = [];
    private object[] _byMapping = [];

    [GlobalSetup]
    public void MakeEvents()
    {
        Message[][] batches = [.. Enumerable.Range(0, Messages).Select(MessageOf).Chunk(BatchSize)];
        _story = [.. batches.SelectMany(static batch => (StoryEvent[])[.. Sent(batch), .. Handled(Polled(batch))])];
        _byClient = [.. batches.SelectMany(static batch => (object[])[.. Arrived(batch), Received(batch), .. Left(batch)])];
        _byMapping = [.. batches.SelectMany(static batch => (object[])[.. Arrived(batch), .. Sent(batch), Received(batch), .. Left(batch), .. Handled(Polled(batch))])];
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Messages)]
    public int Tell()
    {
        var story = new Story(Start, isTracing: false, showsLog: false, new PlainScreen(TextWriter.Null, TextWriter.Null));
        foreach (StoryEvent happened in _story)
        {
            story.Tell(happened);
        }

        return story.Summary.Sent;
    }

    /// <summary>A client receives the messages and deletes them.</summary>
    [Benchmark(OperationsPerInvoke = Messages)]
    public long RememberOfClient() => Remember(_byClient, hasPage: false);

    /// <summary>The event source mapping does so, and adds what it knows.</summary>
    [Benchmark(OperationsPerInvoke = Messages)]
    public long Remember() => Remember(_byMapping, hasPage: false);

    /// <summary>A page follows: it asks for what has changed again and again.</summary>
    [Benchmark(OperationsPerInvoke = Messages)]
    public long RememberWithPage() => Remember(_byMapping, hasPage: true);

    private static long Remember(object[] events, bool hasPage)
    {
        var memory = new MessageMemory();
        var lives = new MessageLives(memory, QueueArn);
        lives.Observe();
        lives.Count();
        long revision = 0;
        for (int i = 0; i < events.Length; i++)
        {
            switch (events[i])
            {
                case MessageArrival arrival:
                    lives.Tell(arrival);
                    break;
                case QueueEvent happened:
                    lives.Tell(happened);
                    break;
                case StoryEvent happened:
                    lives.Tell(happened);
                    break;
            }

            if (hasPage && i % EventsBetweenLooks == 0)
            {
                revision = memory.ChangesSince(revision, PageFeed.MaxRows, MessageRow.Of)!.Revision;
            }
        }

        return memory.Bytes + revision;
    }

    private static Message MessageOf(int number) => new()
    {
        MessageId = $"{number:x8}-0000-4000-8000-000000000000",
        Body = new('x', 200),
        Md5OfBody = "md5",
        EnqueuedAtMs = StartMs,
    };

    private static PolledMessage[] Polled(Message[] batch) => [.. batch.Select(static message => new PolledMessage(
        message.MessageId, "handle", message.Body, message.Md5OfBody, Attributes, [], null, ReceiveCount: 1, Start.AddSeconds(30)))];

    private static IEnumerable<MessageArrival> Arrived(Message[] batch) => batch.Select(static message => new MessageArrival(message, StartMs, StartMs));

    private static IEnumerable<StoryEvent> Sent(Message[] batch) =>
        batch.Select(static message => new StoryEvent.MessageSent(Start, message.MessageId, message.Body));

    private static QueueEvent.Received Received(Message[] batch) => new(
        StartMs,
        [.. batch.Select(static message => new ReceivedMessage(
            new StoredMessage(number: 1, message) { ReceiveCount = 1, VisibleAtMs = StartMs + 30_000 }, "handle"))],
        MaxReceives: 5);

    private static IEnumerable<QueueEvent> Left(Message[] batch) =>
        batch.Select(static message => new QueueEvent.Left(StartMs, message.MessageId, MessageExit.Deleted));

    private static IEnumerable<StoryEvent> Handled(PolledMessage[] batch) =>
    [
        new StoryEvent.MessagesReceived(Start, batch, MaxReceiveCount: 5),
        .. batch.Select(static message => new StoryEvent.ResultKnown(Start, new MessageResult(message.MessageId, "succeeded", null))),
        new StoryEvent.BatchInvoked(Start, batch),
        new StoryEvent.MessagesDeleted(Start, batch),
    ];
}
