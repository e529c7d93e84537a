using System.Text.Json;
using Amazon.Lambda.SQSEvents;
using Amazon.Lambda.TestUtilities;
using BenchmarkDotNet.Attributes;
using SqsLambda.Batch;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Reading;
using SqsLambda.TestFunction.Memos;

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
    private IMessageHandler<Memo> _handler = new CompletedHandler();
    private BatchProcessor<Memo>? _processor;
    private BatchProcessor<Memo>? _idempotentProcessor;

    [Params(10, 100, 1_000, 10_000)]
    public int BatchSize { get; set; }

    [Params("completed", "asynchronous")]
    public string Handler { get; set; } = "completed";

    [GlobalSetup]
    public void Setup()
    {
        _event = new SQSEvent { Records = [.. Enumerable.Range(0, BatchSize).Select(Record)] };
        _handler = Handler == "completed" ? new CompletedHandler() : new AsynchronousHandler();
        _processor = new(MessageReader.Json(MemoJsonContext.Default.Memo), _handler);

        // Each run is later than the records of the run before live, so every message is new and the store keeps its size.
        var store = new InMemoryIdempotencyStore(SteppingTime.Step / 2, StoredRecords, _time);
        var idempotency = new IdempotencyOptions<Memo>(store, IdempotencyKey.Field<Memo>(static memo => memo.Id));
        _idempotentProcessor = new(MessageReader.Json(MemoJsonContext.Default.Memo), _handler, idempotency, new() { Runtime = new(_time) });
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Repetitions)]
    public Task BareLoop() => RepeatAsync(BareLoopAsync);

    private async Task<SQSBatchResponse> BareLoopAsync()
    {
        foreach (SQSEvent.SQSMessage record in _event.Records)
        {
            Memo memo = JsonSerializer.Deserialize(record.Body, MemoJsonContext.Default.Memo)!;
            await _handler.HandleAsync(memo, null!, CancellationToken.None);
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
        Body = $$"""{"id":"{{new Guid(number, 1, 0, new byte[8])}}","text":"Call number {{number % 100}} before noon"}""",
        EventSourceArn = "arn:aws:sqs:us-east-1:000000000000:memos",
        Attributes = new()
        {
            ["ApproximateReceiveCount"] = "1",
            ["SentTimestamp"] = "1545082649183",
            ["SenderId"] = "AIDAIENQZJOLO23YVJ4VO",
            ["ApproximateFirstReceiveTimestamp"] = "1545082649185",
        },
    };

    private sealed class CompletedHandler : IMessageHandler<Memo>
    {
        public Task HandleAsync(Memo message, MessageContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class AsynchronousHandler : IMessageHandler<Memo>
    {
        public async Task HandleAsync(Memo message, MessageContext context, CancellationToken cancellationToken) => await Task.Yield();
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
