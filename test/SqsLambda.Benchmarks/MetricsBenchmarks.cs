using BenchmarkDotNet.Attributes;
using SqsLambda.Batch.Metrics;

namespace SqsLambda.Benchmarks;

/// <summary>What the line of metrics costs, of which each batch writes one, whatever its size.</summary>
[MemoryDiagnoser]
public class MetricsBenchmarks
{
    private readonly EmfMetrics _metrics = new(Stream.Null, "SqsLambda", TimeProvider.System);
    private readonly BatchSummary _summary = new()
    {
        FunctionName = "memos",
        QueueName = "memos",
        Received = 10,
        Processed = 9,
        Duplicates = 0,
        DuplicatesWithOtherBody = 0,
        Discarded = 0,
        InProgress = 0,
        Failed = 1,
        PermanentlyFailed = 0,
        DeadLettered = 0,
        NotAttempted = 0,
        LeasesLost = 0,
        StoreRetries = 0,
        Duration = TimeSpan.FromMilliseconds(12.345),
        StoreTime = TimeSpan.FromMilliseconds(6.789),
        OldestMessageAge = TimeSpan.FromMilliseconds(234.567),
    };

    [Benchmark]
    public void OneLine() => _metrics.OnBatch(_summary);
}
