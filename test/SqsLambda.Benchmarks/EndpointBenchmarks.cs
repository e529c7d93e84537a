using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using SqsLambda.Local.Http;
using SqsLambda.Local.Sqs;

namespace SqsLambda.Benchmarks;

/// <summary>
/// The SQS endpoint under eight clients of AWSSDK.SQS, in the same process and so on the same cores: batches of 10, bodies of 200 bytes. One
/// operation is one message. <c>SQS_ENDPOINT</c> names another endpoint to measure in its place, and
/// <c>SQS_ENDPOINT_PID</c> its process.
/// </summary>
[Config(typeof(Config))]
public class EndpointBenchmarks : IDisposable
{
    private const int Messages = 20_000;

    private readonly SqsRegions _regions = new(TimeProvider.System);
    private SqsEndpoint? _endpoint;
    private EndpointLoad? _load;

    [GlobalSetup]
    public async Task SetupAsync()
    {
        string? url = Environment.GetEnvironmentVariable("SQS_ENDPOINT");
        if (url is null)
        {
            _endpoint = await SqsEndpoint.StartAsync(_regions, port: 0);
            url = _endpoint.Url;
        }

        _load = new(url);
    }

    [GlobalCleanup]
    public async Task CleanupAsync()
    {
        if (_endpoint is not null)
        {
            await _endpoint.DisposeAsync();
        }

        Dispose();
    }

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _regions.Dispose();
        _load?.Dispose();
    }

    [IterationSetup(Target = nameof(Send))]
    public void EmptyQueue() => _load!.CreateQueueAsync().GetAwaiter().GetResult();

    [IterationSetup(Target = nameof(ReceiveAndDelete))]
    public void FullQueue()
    {
        EmptyQueue();
        _load!.SendAsync(Messages).GetAwaiter().GetResult();
    }

    [IterationCleanup]
    public void DeleteQueue() => _load!.DeleteQueueAsync().GetAwaiter().GetResult();

    [Benchmark(OperationsPerInvoke = Messages)]
    public Task Send() => ServerCpuColumn.MeasureAsync(nameof(Send), Messages, () => _load!.SendAsync(Messages));

    [Benchmark(OperationsPerInvoke = Messages)]
    public Task ReceiveAndDelete() => ServerCpuColumn.MeasureAsync(nameof(ReceiveAndDelete), Messages, () => _load!.ReceiveAndDeleteAsync(Messages));

    private sealed class Config() : SingleCalls(warmups: 10, iterations: 20, StatisticColumn.Median, StatisticColumn.OperationsPerSecond, new ServerCpuColumn());
}
