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

/// <summary>Batches of new messages with their records in DynamoDB Local, 5 ms away.</summary>
[Config(typeof(Config))]
public abstract class BatchesInDynamoDb : IDisposable
{
    protected const int SideBySide = 10;

    private const int WarmUpBatches = 500;

    protected static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(5);

    private readonly SlowWire _wire = new(Latency);
    private AmazonDynamoDBClient? _client;
    private string _table = "";
    private SQSEvent _event = new();
    private int _runs;

    public abstract int BatchSize { get; set; }

    protected DynamoDbLocal DynamoDb { get; } = new();

    protected AmazonDynamoDBClient Client => _client!;

    /// <summary>How many calls over the network were made.</summary>
    protected virtual int Calls => _wire.Calls;

    [GlobalSetup]
    public async Task SetupAsync()
    {
        await DynamoDb.InitializeAsync();
        _table = await DynamoDb.CreateTableAsync();
        _client = DynamoDb.NewClient(_wire);
        await PrepareAsync();
        await WarmUpAsync();
    }

    [GlobalCleanup]
    public async Task CleanupAsync()
    {
        await EndAsync();
        Dispose();
        await DynamoDb.DisposeAsync();
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

    /// <summary>Makes what the benchmarks need.</summary>
    protected abstract Task PrepareAsync();

    /// <summary>Ends what <see cref="PrepareAsync"/> has made.</summary>
    protected virtual Task EndAsync() => Task.CompletedTask;

    /// <summary>Makes each kind of call once.</summary>
    protected abstract Task WarmUpOnceAsync();

    protected BatchProcessor<Memo> NewProcessor(IMessageHandler<Memo> handler) =>
        NewProcessor(handler, new DynamoDbIdempotencyStore(Client, _table, TimeSpan.FromDays(14), TimeProvider.System));

    protected static BatchProcessor<Memo> NewProcessor(IMessageHandler<Memo> handler, IIdempotencyStore store) => new(
        MessageReader.Json(MemoJsonContext.Default.Memo),
        handler,
        new(store, IdempotencyKey.Field<Memo>(static memo => memo.Id)),
        new() { MaxDegreeOfParallelism = SideBySide });

    /// <summary>A single read: what a call costs on this machine, that is 5 ms, what a timer adds to them, the SDK and the server.</summary>
    protected Task CallOnceAsync() =>
        Client.GetItemAsync(new GetItemRequest { TableName = _table, Key = new() { ["id"] = new("none") }, ConsistentRead = true });

    protected Task CountAsync(string method, Func<Task> runAsync) => CountAsync(method, _ => runAsync());

    protected Task ProcessAsync(string method, BatchProcessor<Memo> processor) => CountAsync(method, async sqsEvent =>
    {
        SQSBatchResponse response = await processor.ProcessAsync(sqsEvent, new TestLambdaContext { RemainingTime = TimeSpan.FromMinutes(1) });
        if (response.BatchItemFailures.Count > 0)
        {
            throw new InvalidOperationException($"{response.BatchItemFailures.Count} messages failed.");
        }
    });

    protected Task LoopAsync(string method, IMessageHandler<Memo> handler, int atOnce) => CountAsync(method, sqsEvent => Parallel.ForEachAsync(
        sqsEvent.Records,
        new ParallelOptions { MaxDegreeOfParallelism = atOnce },
        async (record, _) => await ClaimRunCompleteAsync(record, handler)));

    /// <summary>DynamoDB Local is Java: it answers ten times as fast after some thousand calls as after the first.</summary>
    private async Task WarmUpAsync()
    {
        int batchSize = BatchSize;
        BatchSize = SideBySide;
        for (int batch = 0; batch < WarmUpBatches; batch++)
        {
            await WarmUpOnceAsync();
        }

        BatchSize = batchSize;
    }

    private async Task CountAsync(string method, Func<SQSEvent, Task> runAsync)
    {
        int before = Calls;
        await runAsync(_event);
        CallsColumn.Record(GetType(), method, BatchSize, Calls - before);
    }

    private async Task ClaimRunCompleteAsync(SQSEvent.SQSMessage record, IMessageHandler<Memo> handler)
    {
        Memo memo = JsonSerializer.Deserialize(record.Body, MemoJsonContext.Default.Memo)!;
        DateTimeOffset now = DateTimeOffset.UtcNow;
        var expiration = new AttributeValue { N = now.AddDays(14).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) };
        await Client.PutItemAsync(new PutItemRequest
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
        await handler.HandleAsync(memo, null!, CancellationToken.None);
        await Client.UpdateItemAsync(new UpdateItemRequest
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

    /// <summary>Each run has new messages, so it is one batch; in process, so that the calls can be told.</summary>
    private sealed class Config() : SingleCalls(warmups: 3, iterations: 15, StatisticColumn.Min, StatisticColumn.Median, new CallsColumn());
}
