using Amazon.Lambda.SQSEvents;
using Amazon.Lambda.TestUtilities;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using SqsLambda.Batch;
using SqsLambda.Batch.Reading;

namespace SqsLambda.Benchmarks;

/// <summary>Ten messages whose handlers block their thread for 200 ms each: in parallel if that is declared.</summary>
[Config(typeof(Config))]
public class BlockingHandlersBenchmarks
{
    private const int Messages = 10;

    private static readonly TimeSpan Block = TimeSpan.FromMilliseconds(200);

    private readonly TestLambdaContext _context = new() { RemainingTime = TimeSpan.FromMinutes(1), Logger = new SilentLogger() };
    private readonly SQSEvent _event = new()
    {
        Records = [.. Enumerable.Range(0, Messages).Select(static number => new SQSEvent.SQSMessage { MessageId = $"{number}", Body = "x" })],
    };

    private BatchProcessor<string> _processor = null!;

    [Params(true, false)]
    public bool BlockingHandlers { get; set; }

    [GlobalSetup]
    public void Setup() => _processor = new(MessageReader.Text(), new Handler(), options: new() { BlockingHandlers = BlockingHandlers });

    [Benchmark]
    public Task<SQSBatchResponse> TenMessages() => _processor.ProcessAsync(_event, _context);

    private sealed class Handler : IMessageHandler<string>
    {
        public Task HandleAsync(string message, MessageContext context, CancellationToken cancellationToken)
        {
            Thread.Sleep(Block);
            return Task.CompletedTask;
        }
    }

    private sealed class Config() : SingleCalls(warmups: 1, iterations: 10, StatisticColumn.Median, StatisticColumn.Max);
}
