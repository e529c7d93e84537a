using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using BenchmarkDotNet.Attributes;
using SqsLambda.Aws;
using SqsLambda.Batch;
using SqsLambda.TestFunction.Memos;

namespace SqsLambda.Benchmarks;

/// <summary>
/// Batches of new messages whose handler writes an item. Beside writes that the handler enlists stand a processor and a loop whose handler writes by
/// itself, and whose record is completed after it. That is what other libraries do, and there a crash between the two doubles the write.
/// </summary>
public class EffectDynamoDbBenchmarks : BatchesInDynamoDb
{
    private string _items = "";
    private WritingHandler _writing = null!;
    private BatchProcessor<Memo> _processor = null!;
    private BatchProcessor<Memo> _enlistingProcessor = null!;

    [Params(10, 100)]
    public override int BatchSize { get; set; }

    [Benchmark]
    public Task OneCall() => CountAsync(nameof(OneCall), CallOnceAsync);

    [Benchmark(Baseline = true)]
    public Task SequentialLoop() => LoopAsync(nameof(SequentialLoop), _writing, atOnce: 1);

    [Benchmark]
    public Task LoopOfTenAtOnce() => LoopAsync(nameof(LoopOfTenAtOnce), _writing, SideBySide);

    [Benchmark]
    public Task Processor() => ProcessAsync(nameof(Processor), _processor);

    [Benchmark]
    public Task ProcessorEnlisted() => ProcessAsync(nameof(ProcessorEnlisted), _enlistingProcessor);

    protected override async Task PrepareAsync()
    {
        _items = await DynamoDb.CreateTableAsync();
        _writing = new(Client, _items);
        _processor = NewProcessor(_writing);
        _enlistingProcessor = NewProcessor(new EnlistingHandler(_items));
    }

    protected override async Task WarmUpOnceAsync()
    {
        NewMessages();
        await LoopOfTenAtOnce();
        NewMessages();
        await Processor();
        NewMessages();
        await ProcessorEnlisted();
    }

    private static Dictionary<string, AttributeValue> ItemOf(Memo memo) => new() { ["id"] = new(memo.Id), ["text"] = new(memo.Text) };

    private sealed class WritingHandler(IAmazonDynamoDB client, string table) : IMessageHandler<Memo>
    {
        public Task HandleAsync(Memo message, MessageContext context, CancellationToken cancellationToken) =>
            client.PutItemAsync(new PutItemRequest { TableName = table, Item = ItemOf(message) }, cancellationToken);
    }

    private sealed class EnlistingHandler(string table) : IMessageHandler<Memo>
    {
        public Task HandleAsync(Memo message, MessageContext context, CancellationToken cancellationToken)
        {
            context.Enlist(new TransactWriteItem { Put = new() { TableName = table, Item = ItemOf(message) } });
            return Task.CompletedTask;
        }
    }
}
