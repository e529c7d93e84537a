using System.Text.Json;
using Amazon.Lambda.SQSEvents;
using Amazon.Lambda.TestUtilities;
using BenchmarkDotNet.Attributes;
using SqsLambda.Batch;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Reading;
using SqsLambda.Orders;

namespace SqsLambda.Benchmarks;

/// <summary>What the processor adds to a bare loop that deserializes each body and awaits the handler.</summary>
[MemoryDiagnoser]
public class BatchProcessorBenchmarks
{
    private const int StoredRecords = 10_000;
    private const int Repetitions = 32;

    private readonly TestLambdaContext _context = new() { RemainingTime = TimeSpan.FromMinutes(1), Logger = new SilentLogger() };
    private readonly SteppingTime _time = new();
    private SQSEvent _event = new();
    private IMessageHandler<Order> _handler = new CompletedHandler();
    private BatchProcessor<Order>? _processor;
    private BatchProcessor<Order>? _idempotentProcessor;

    [Params(10, 100, 1_000, 10_000)]
    public int BatchSize { get; set; }

    [Params("completed", "asynchronous")]
    public string Handler { get; set; } = "completed";

    [GlobalSetup]
    public void Setup()
    {
        _event = new SQSEvent { Records = [.. Enumerable.Range(0, BatchSize).Select(Record)] };
        _handler = Handler == "completed" ? new CompletedHandler() : new AsynchronousHandler();
        _processor = new(MessageReader.Json(OrderJsonContext.Default.Order), _handler);

        // Each run is later than the records of the run before live, so every message is new and the store keeps its size.
        var store = new InMemoryIdempotencyStore(SteppingTime.Step / 2, StoredRecords, _time);
        var idempotency = new IdempotencyOptions<Order>(store, IdempotencyKey.Field<Order>(static order => order.OrderId));
        _idempotentProcessor = new(MessageReader.Json(OrderJsonContext.Default.Order), _handler, idempotency, new() { Runtime = new(_time) });
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Repetitions)]
    public Task BareLoop() => RepeatAsync(BareLoopAsync);

    private async Task<SQSBatchResponse> BareLoopAsync()
    {
        foreach (SQSEvent.SQSMessage record in _event.Records)
        {
            Order order = JsonSerializer.Deserialize(record.Body, OrderJsonContext.Default.Order)!;
            await _handler.HandleAsync(order, null!, CancellationToken.None);
        }

        return new SQSBatchResponse();
    }

    [Benchmark(OperationsPerInvoke = Repetitions)]
    public Task Processor() => RepeatAsync(() => _processor!.ProcessAsync(_event, _context));

    [Benchmark(OperationsPerInvoke = Repetitions)]
    public Task ProcessorWithIdempotency() => RepeatAsync(() =>
    {
        _time.Advance();
        return _idempotentProcessor!.ProcessAsync(_event, _context);
    });

    /// <summary>From an asynchronous loop on the thread pool, as Lambda's runtime calls a function: a caller that blocks would measure its own waking up.</summary>
    private static async Task RepeatAsync(Func<Task<SQSBatchResponse>> processAsync)
    {
        await Task.Yield();
        for (int i = 0; i < Repetitions; i++)
        {
            await processAsync().ConfigureAwait(false);
        }
    }

    private static SQSEvent.SQSMessage Record(int number) => new()
    {
        MessageId = new Guid(number, 0, 0, new byte[8]).ToString(),
        ReceiptHandle = "handle",
        Body = $$"""{"orderId":"{{new Guid(number, 1, 0, new byte[8])}}","sku":"SKU-{{number % 100}}","quantity":{{(number % 9) + 1}}}""",
        EventSourceArn = "arn:aws:sqs:us-east-1:000000000000:orders",
        Attributes = new()
        {
            ["ApproximateReceiveCount"] = "1",
            ["SentTimestamp"] = "1545082649183",
            ["SenderId"] = "AIDAIENQZJOLO23YVJ4VO",
            ["ApproximateFirstReceiveTimestamp"] = "1545082649185",
        },
    };

    private sealed class CompletedHandler : IMessageHandler<Order>
    {
        public Task HandleAsync(Order message, MessageContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class AsynchronousHandler : IMessageHandler<Order>
    {
        public async Task HandleAsync(Order message, MessageContext context, CancellationToken cancellationToken) => await Task.Yield();
    }

    /// <summary>The system's clock for timers; a calendar that the benchmark turns.</summary>
    private sealed class SteppingTime : TimeProvider
    {
        public static readonly TimeSpan Step = TimeSpan.FromDays(1);

        private DateTimeOffset _now = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => _now;

        public void Advance() => _now += Step;
    }
}
