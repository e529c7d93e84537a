using BenchmarkDotNet.Attributes;
using SqsLambda.Local.Lambda;
using SqsLambda.Local.Mapping;
using SqsLambda.Local.Reporting;
using SqsLambda.Local.WebConsole;

namespace SqsLambda.Benchmarks;

/// <summary>
/// What the console takes to remember a message that succeeds at once, beside what the report takes to tell of it. Both happen on the report's
/// own task. One operation is one message: it is sent, received, invoked and deleted, by ten.
/// </summary>
[MemoryDiagnoser]
public class ConsoleBenchmarks
{
    private const int Messages = 10_000;
    private const int BatchSize = 10;
    private const int EventsBetweenLooks = 1_000;
    private const string QueueArn = "arn:aws:sqs:us-east-1:000000000000:orders";

    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static readonly KeyValuePair<string, string>[] Attributes = [KeyValuePair.Create("SentTimestamp", "1767323045000")];

    private StoryEvent[] _events = [];

    [GlobalSetup]
    public void MakeEvents() => _events =
    [
        .. Enumerable.Range(0, Messages)
            .Select(static number => new PolledMessage(
                $"{number:x8}-0000-4000-8000-000000000000", "handle", new string('x', 200), "md5", Attributes, [], null, ReceiveCount: 1, Start.AddSeconds(30)))
            .Chunk(BatchSize)
            .SelectMany(static batch => (StoryEvent[])
            [
                .. batch.Select(static message => new StoryEvent.MessageSent(Start, message.MessageId, message.Body)),
                new StoryEvent.MessagesReceived(Start, batch, MaxReceiveCount: 5),
                .. batch.Select(static message => new StoryEvent.ResultKnown(Start, new MessageResult(message.MessageId, "succeeded", null))),
                new StoryEvent.BatchInvoked(Start, batch),
                new StoryEvent.MessagesDeleted(Start, batch),
            ]),
    ];

    [Benchmark(Baseline = true, OperationsPerInvoke = Messages)]
    public int Tell()
    {
        var story = new Story(Start, isTracing: false, showsLog: false, new PlainScreen(TextWriter.Null, TextWriter.Null));
        foreach (StoryEvent happened in _events)
        {
            story.Tell(happened);
        }

        return story.Summary.Sent;
    }

    [Benchmark(OperationsPerInvoke = Messages)]
    public long Remember() => Remember(hasPage: false);

    /// <summary>A page follows: it asks for what has changed again and again.</summary>
    [Benchmark(OperationsPerInvoke = Messages)]
    public long RememberWithPage() => Remember(hasPage: true);

    private long Remember(bool hasPage)
    {
        var memory = new MessageMemory();
        var lives = new MessageLives(memory, QueueArn);
        lives.Count();
        long revision = 0;
        for (int i = 0; i < _events.Length; i++)
        {
            lives.Tell(_events[i]);
            if (hasPage && i % EventsBetweenLooks == 0)
            {
                revision = memory.ChangesSince(revision, PageFeed.MaxRows, MessageRow.Of)!.Revision;
            }
        }

        return memory.Bytes + revision;
    }
}
