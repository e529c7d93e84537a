using System.Net;
using BenchmarkDotNet.Attributes;
using SqsLambda.Batch;
using SqsLambda.Redis;
using SqsLambda.Redis.Tests.Servers;
using SqsLambda.TestFunction.Memos;
using StackExchange.Redis;

namespace SqsLambda.Benchmarks;

/// <summary>Batches of new messages with their records in Redis, beside DynamoDB Local. Both are 5 ms away. The handler does nothing.</summary>
public class RedisBenchmarks : BatchesInDynamoDb
{
    private readonly NoHandler _handler = new();
    private RedisServer _server = null!;
    private SlowRelay _relay = null!;
    private RedisIdempotencyStore _store = null!;
    private CountingStore _counted = null!;
    private BatchProcessor<Memo> _inRedis = null!;
    private BatchProcessor<Memo> _inDynamoDb = null!;

    [Params(10, 1_000)]
    public override int BatchSize { get; set; }

    protected override int Calls => base.Calls + _counted.Calls;

    [Benchmark(Baseline = true)]
    public Task RecordsInDynamoDb() => ProcessAsync(nameof(RecordsInDynamoDb), _inDynamoDb);

    [Benchmark]
    public Task RecordsInRedis() => ProcessAsync(nameof(RecordsInRedis), _inRedis);

    protected override async Task PrepareAsync()
    {
        _server = await RedisServer.StartAsync();
        _relay = new(Latency, _server.Port);
        _store = new(new ConfigurationOptions { EndPoints = { { IPAddress.Loopback, _relay.Port } } }, TimeSpan.FromDays(14), TimeProvider.System);
        _counted = new(_store);
        _inRedis = NewProcessor(_handler, _counted);
        _inDynamoDb = NewProcessor(_handler);
    }

    protected override async Task EndAsync()
    {
        await _store.DisposeAsync();
        _relay.Dispose();
        await _server.DisposeAsync();
    }

    protected override async Task WarmUpOnceAsync()
    {
        NewMessages();
        await RecordsInDynamoDb();
        NewMessages();
        await RecordsInRedis();
    }
}
