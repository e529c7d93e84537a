using BenchmarkDotNet.Attributes;
using SqsLambda.Local.Sqs.Messages;
using SqsLambda.Local.WebConsole;
using SqsLambda.Local.WebConsole.Lives;

namespace SqsLambda.Benchmarks;

/// <summary>The search in the bodies of a full memory: 100,000 messages with bodies of 400 characters, none of which holds the text.</summary>
public class BodySearchBenchmarks
{
    private const string QueueArn = "arn:aws:sqs:us-east-1:000000000000:orders";

    private readonly MessageMemory _memory = new();
    private BodySearch? _search;

    [GlobalSetup]
    public void Fill()
    {
        for (int i = 0; i < MessageMemory.MaxMessages; i++)
        {
            _memory.Add(QueueArn, new Message { MessageId = $"{i:x8}-0000-4000-8000-000000000000", Body = new string('n', 400), Md5OfBody = "" }, DateTimeOffset.UnixEpoch,
                static (message, at) => message.Sent(at));
        }

        _search = new(_memory, MessageRow.MaxTextLength);
    }

    [Benchmark(Baseline = true)]
    public async Task<int> Search() => (await _search!.FindAsync("needle", 0, CancellationToken.None)).Numbers.Count;

    /// <summary>The longest time for which a search keeps the memory: it looks for its place among all messages, and copies references.</summary>
    [Benchmark]
    public int CopyUnderLock() => _memory.ChangesSince(1, BodySearch.MaxCopied, static message => (message.Number, message.Body))!.Rows.Count;
}
