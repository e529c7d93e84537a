using BenchmarkDotNet.Attributes;
using SqsLambda.Batch;
using SqsLambda.TestFunction.Memos;

namespace SqsLambda.Benchmarks;

/// <summary>
/// Batches of new messages, beside a loop that claims, runs and completes each message by itself, as other libraries do. The handler does nothing.
/// </summary>
public class DynamoDbBenchmarks : BatchesInDynamoDb
{
    private readonly NoHandler _handler = new();
    private BatchProcessor<Memo> _processor = null!;

    [Params(10, 1_000)]
    public override int BatchSize { get; set; }

    [Benchmark]
    public Task OneCall() => CountAsync(nameof(OneCall), CallOnceAsync);

    [Benchmark(Baseline = true)]
    public Task SequentialLoop() => LoopAsync(nameof(SequentialLoop), _handler, atOnce: 1);

    [Benchmark]
    public Task LoopOfTenAtOnce() => LoopAsync(nameof(LoopOfTenAtOnce), _handler, SideBySide);

    [Benchmark]
    public Task Processor() => ProcessAsync(nameof(Processor), _processor);

    protected override Task PrepareAsync()
    {
        _processor = NewProcessor(_handler);
        return Task.CompletedTask;
    }

    protected override async Task WarmUpOnceAsync()
    {
        NewMessages();
        await LoopOfTenAtOnce();
        NewMessages();
        await Processor();
    }
}
