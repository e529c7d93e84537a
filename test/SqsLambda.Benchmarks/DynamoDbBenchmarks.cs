using System.Globalization;
using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Lambda.SQSEvents;
using Amazon.Lambda.TestUtilities;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using SqsLambda.Aws.Idempotency;
using SqsLambda.Aws.Tests.DynamoDb;
using SqsLambda.Batch;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Reading;
using SqsLambda.TestFunction.Memos;

namespace SqsLambda.Benchmarks;

/// <summary>
/// Batches of new messages with their records in DynamoDB Local, 5 ms away, beside a loop that claims, runs and completes each message by
/// itself, as other libraries do. The handler does nothing.
/// </summary>
[Config(typeof(Config))]
public class DynamoDbBenchmarks : IDisposable
{
    private const int SideBySide = 10;
    private const int WarmUpBatches = 500;

    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(5);

    private readonly DynamoDbLocal _dynamoDb = new();
    private readonly SlowWire _wire = new(Latency);
    private readonly NoHandler _handler = new();
    private AmazonDynamoDBClient? _client;
    private string _table = "";
    private BatchProcessor<Memo> _processor = null!;
    private SQSEvent _event = new();
    private int _runs;

    [Params(10, 1_000)]
    public int BatchSize { get; set; }

    [GlobalSetup]
    public async Task SetupAsync()
    {
        await _dynamoDb.InitializeAsync();
        _table = await _dynamoDb.CreateTableAsync();
        _client = _dynamoDb.NewClient(_wire);
        var store = new DynamoDbIdempotencyStore(_client, _table, TimeSpan.FromDays(14), TimeProvider.System);
        _processor = new(
            MessageReader.Json(MemoJsonContext.Default.Memo),
            _handler,
            new(store, IdempotencyKey.Field<Memo>(static memo => memo.Id)),
            new() { MaxDegreeOfParallelism = SideBySide });
        await WarmUpAsync();
    }

    [GlobalCleanup]
    public async Task CleanupAsync()
    {
        Dispose();
        await _dynamoDb.DisposeAsync();
    }

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _client?.Dispose();
        _wire.Dispose();
    }

    [IterationSetup]
    public void NewMessages()
    {
        int run = ++_runs;
        _event = new SQSEvent { Records = [.. Enumerable.Range(0, BatchSize).Select(number => Record($"{run}-{number}"))] };
    }

    /// <summary>What one call costs on this machine: 5 ms, what a timer adds to them, the SDK and the server.</summary>
    [Benchmark]
    public Task OneCall() => CountAsync(nameof(OneCall), () => _client!.GetItemAsync(
        new GetItemRequest { TableName = _table, Key = new() { ["id"] = new("none") }, ConsistentRead = true }));

    [Benchmark(Baseline = true)]
    public Task SequentialLoop() => CountAsync(nameof(SequentialLoop), async () =>
    {
        foreach (SQSEvent.SQSMessage record in _event.Records)
        {
            await ClaimRunCompleteAsync(record);
        }
    });

    [Benchmark]
    public Task LoopOfTenAtOnce() => CountAsync(nameof(LoopOfTenAtOnce), () => Parallel.ForEachAsync(
        _event.Records,
        new ParallelOptions { MaxDegreeOfParallelism = SideBySide },
        async (record, _) => await ClaimRunCompleteAsync(record)));

    [Benchmark]
    public Task Processor() => CountAsync(nameof(Processor), async () =>
    {
        SQSBatchResponse response = await _processor.ProcessAsync(_event, new TestLambdaContext { RemainingTime = TimeSpan.FromMinutes(1) });
        if (response.BatchItemFailures.Count > 0)
        {
            throw new InvalidOperationException($"{response.BatchItemFailures.Count} messages failed.");
        }
    });

    /// <summary>DynamoDB Local is Java: it answers ten times as fast after some thousand calls as after the first.</summary>
    private async Task WarmUpAsync()
    {
        int batchSize = BatchSize;
        BatchSize = SideBySide;
        for (int batch = 0; batch < WarmUpBatches; batch++)
        {
            NewMessages();
            await LoopOfTenAtOnce();
            NewMessages();
            await Processor();
        }

        BatchSize = batchSize;
    }

    private async Task CountAsync(string method, Func<Task> runAsync)
    {
        int before = _wire.Calls;
        await runAsync();
        CallsColumn.Record(method, BatchSize, _wire.Calls - before);
    }

    private async Task ClaimRunCompleteAsync(SQSEvent.SQSMessage record)
    {
        Memo memo = JsonSerializer.Deserialize(record.Body, MemoJsonContext.Default.Memo)!;
        DateTimeOffset now = DateTimeOffset.UtcNow;
        var expiration = new AttributeValue { N = now.AddDays(14).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) };
        await _client!.PutItemAsync(new PutItemRequest
        {
            TableName = _table,
            Item = new()
            {
                ["id"] = new($"loop#{memo.Id}"),
                ["status"] = new("INPROGRESS"),
                ["expiration"] = expiration,
                ["in_progress_expiration"] = new() { N = now.AddSeconds(30).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture) },
            },
            ConditionExpression = "attribute_not_exists(id)",
        });
        await _handler.HandleAsync(memo, null!, CancellationToken.None);
        await _client!.UpdateItemAsync(new UpdateItemRequest
        {
            TableName = _table,
            Key = new() { ["id"] = new($"loop#{memo.Id}") },
            UpdateExpression = "SET #status = :status, expiration = :expiration",
            ExpressionAttributeNames = new() { ["#status"] = "status" },
            ExpressionAttributeValues = new() { [":status"] = new("COMPLETED"), [":expiration"] = expiration },
        });
    }

    private static SQSEvent.SQSMessage Record(string id) => new()
    {
        MessageId = id,
        ReceiptHandle = "handle",
        Body = $$"""{"id":"{{id}}","text":"Call before noon"}""",
        EventSourceArn = "arn:aws:sqs:us-east-1:000000000000:memos",
        Attributes = new() { ["ApproximateReceiveCount"] = "1" },
    };

    private sealed class NoHandler : IMessageHandler<Memo>
    {
        public Task HandleAsync(Memo message, MessageContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    /// <summary>Each run has new messages, so it is one batch; in process, so that the calls can be told.</summary>
    private sealed class Config() : SingleCalls(warmups: 3, iterations: 15, StatisticColumn.Min, StatisticColumn.Median, new CallsColumn());
}
