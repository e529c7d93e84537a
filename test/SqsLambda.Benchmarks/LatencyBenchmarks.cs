using Amazon.Runtime;
using Amazon.SQS;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using SqsLambda.Local.Http;
using SqsLambda.Local.Lambda;
using SqsLambda.Local.Mapping;
using SqsLambda.Local.Reporting;
using SqsLambda.Local.Sqs;
using SqsLambda.Local.Sqs.Queues;

namespace SqsLambda.Benchmarks;

/// <summary>From the call of SendMessage by AWSSDK.SQS, at an idle queue, to the function's handler.</summary>
[Config(typeof(Config))]
public class LatencyBenchmarks : IDisposable
{
    private readonly SqsRegions _regions = new(TimeProvider.System);
    private readonly CancellationTokenSource _stop = new();
    private SqsEndpoint _endpoint = null!;
    private AmazonSQSClient? _client;
    private LocalFunction? _function;
    private string _queueUrl = "";
    private Task _running = Task.CompletedTask;
    private TaskCompletionSource _handled = new();

    [GlobalSetup]
    public async Task SetupAsync()
    {
        _endpoint = await SqsEndpoint.StartAsync(_regions, port: 0);
        _client = new(new BasicAWSCredentials("local", "local"), new AmazonSQSConfig { ServiceURL = _endpoint.Url, AuthenticationRegion = "us-east-1" });
        _queueUrl = (await _client.CreateQueueAsync("latency")).QueueUrl;
        _function = new(
            "latency",
            (_, _) =>
            {
                _handled.TrySetResult();
                return Task.FromResult("{}"u8.ToArray());
            },
            TimeSpan.FromSeconds(3),
            memoryMB: 128,
            TimeProvider.System,
            new(TextWriter.Null));
        _running = new EventSourceMapping(
            new LocalEventSource(_regions.Default.GetQueue("latency")),
            batch => _function.InvokeAsync(batch.Payload),
            new(),
            TimeProvider.System,
            new MappingCounters()).RunAsync(_stop.Token);
    }

    [GlobalCleanup]
    public async Task CleanupAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await _endpoint.DisposeAsync();
        Dispose();
    }

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _client?.Dispose();
        _function?.Dispose();
        _regions.Dispose();
        _stop.Dispose();
    }

    /// <summary>All pollers wait again, and nothing else is going on.</summary>
    [IterationSetup]
    public void Idle()
    {
        _handled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        SqsQueue queue = _regions.Default.GetQueue("latency");
        SpinWait.SpinUntil(() => queue.WaitingReceives == 5 && queue.Counts.Total == 0, TimeSpan.FromSeconds(10));
        Thread.Sleep(20);
    }

    [Benchmark]
    public async Task SendToHandler()
    {
        Task sent = _client!.SendMessageAsync(_queueUrl, """{"id":"1","text":"Buy tea"}""");
        await _handled.Task;
        await sent;
    }

    private sealed class Config() : SingleCalls(warmups: 200, iterations: 500, StatisticColumn.Median, StatisticColumn.P95);
}
