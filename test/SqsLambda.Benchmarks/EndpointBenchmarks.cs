using System.Globalization;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using SqsLambda.Local.Http;
using SqsLambda.Local.Sqs;
using SqsLambda.Local.WebConsole;
using SqsLambda.Local.WebConsole.Actions;
using SqsLambda.Local.WebConsole.Lives;
using ReceiveMessageRequest = Amazon.SQS.Model.ReceiveMessageRequest;

namespace SqsLambda.Benchmarks;

/// <summary>
/// The SQS endpoint under eight clients of AWSSDK.SQS, in the same process and so on the same cores: batches of 10, bodies of 200 bytes. One
/// operation is one message. <c>SQS_ENDPOINT</c> names another endpoint to measure in its place, and
/// <c>SQS_ENDPOINT_PID</c> its process. The console may remember all messages, and a page may follow them.
/// </summary>
[Config(typeof(Config))]
public class EndpointBenchmarks : IDisposable
{
    private const int Clients = 8;
    private const int EntriesPerCall = 10;
    private const int Messages = 20_000;

    private static readonly string Body = new('x', 200);

    private readonly SqsRegions _regions = new(TimeProvider.System);
    private readonly HttpClient _page = new();
    private MessageJournal? _journal;
    private SqsEndpoint? _endpoint;
    private AmazonSQSClient[] _clients = [];
    private string _queueUrl = "";

    /// <summary>What there is of the console.</summary>
    [Params(ConsoleUse.None, ConsoleUse.NoPage, ConsoleUse.OnePage)]
    public ConsoleUse Console { get; set; }

    [GlobalSetup]
    public async Task SetupAsync()
    {
        string? url = Environment.GetEnvironmentVariable("SQS_ENDPOINT");
        if (url is null)
        {
            url = await StartEndpointAsync();
        }

        var config = new AmazonSQSConfig { ServiceURL = url, AuthenticationRegion = "us-east-1" };
        _clients = [.. Enumerable.Range(0, Clients).Select(_ => new AmazonSQSClient(new BasicAWSCredentials("local", "local"), config))];
    }

    [GlobalCleanup]
    public async Task CleanupAsync()
    {
        if (_endpoint is not null)
        {
            await _endpoint.DisposeAsync();
        }

        if (_journal is not null)
        {
            await _journal.DisposeAsync();
        }

        Dispose();
    }

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _regions.Dispose();
        _page.Dispose();
        foreach (AmazonSQSClient client in _clients)
        {
            client.Dispose();
        }
    }

    [IterationSetup(Target = nameof(Send))]
    public void EmptyQueue() => CreateQueueAsync().GetAwaiter().GetResult();

    [IterationSetup(Target = nameof(ReceiveAndDelete))]
    public void FullQueue()
    {
        CreateQueueAsync().GetAwaiter().GetResult();
        SendAllAsync().GetAwaiter().GetResult();
    }

    [IterationCleanup]
    public void DeleteQueue() => _clients[0].DeleteQueueAsync(_queueUrl).GetAwaiter().GetResult();

    [Benchmark(OperationsPerInvoke = Messages)]
    public Task Send() => ServerCpuColumn.MeasureAsync(nameof(Send), Messages, SendAllAsync);

    [Benchmark(OperationsPerInvoke = Messages)]
    public Task ReceiveAndDelete() => ServerCpuColumn.MeasureAsync(nameof(ReceiveAndDelete), Messages, ReceiveAndDeleteAllAsync);

    private async Task<string> StartEndpointAsync()
    {
        if (Console == ConsoleUse.None)
        {
            _endpoint = await SqsEndpoint.StartAsync(_regions, port: 0);
            return _endpoint.Url;
        }

        var console = new ConsoleOptions(new MessageMemory());
        _journal = new(console.Memory, TimeProvider.System);
        _journal.Watch(_regions);
        _endpoint = await SqsEndpoint.StartAsync(_regions, new EndpointOptions { Pages = new ConsolePages(console, new LocalQueues(_regions, console), new LocalQueueActions(_regions, TimeProvider.System), []) });
        if (Console == ConsoleUse.OnePage)
        {
            Stream stream = await _page.GetStreamAsync($"{_endpoint.Url}/console/stream");
            _ = stream.CopyToAsync(Stream.Null);
        }

        return _endpoint.Url;
    }

    private Task SendAllAsync() => Task.WhenAll(_clients.Select(async client =>
    {
        for (int call = 0; call < Messages / Clients / EntriesPerCall; call++)
        {
            await client.SendMessageBatchAsync(_queueUrl, [.. Enumerable.Range(0, EntriesPerCall).Select(static entry => new SendMessageBatchRequestEntry(Id(entry), Body))]);
        }
    }));

    private async Task ReceiveAndDeleteAllAsync()
    {
        int left = Messages;
        await Task.WhenAll(_clients.Select(async client =>
        {
            while (Volatile.Read(ref left) > 0)
            {
                var received = await client.ReceiveMessageAsync(new ReceiveMessageRequest(_queueUrl) { MaxNumberOfMessages = EntriesPerCall });
                if (received.Messages is { Count: > 0 } messages)
                {
                    await client.DeleteMessageBatchAsync(
                        _queueUrl, [.. messages.Select(static (message, entry) => new DeleteMessageBatchRequestEntry(Id(entry), message.ReceiptHandle))]);
                    Interlocked.Add(ref left, -messages.Count);
                }
            }
        }));
    }

    private static string Id(int entry) => entry.ToString(CultureInfo.InvariantCulture);

    private async Task CreateQueueAsync() =>
        _queueUrl = (await _clients[0].CreateQueueAsync($"benchmark-{Guid.NewGuid():N}")).QueueUrl;

    /// <summary>What there is of the console.</summary>
    public enum ConsoleUse
    {
        None,
        NoPage,
        OnePage,
    }

    private sealed class Config() : SingleCalls(warmups: 10, iterations: 20, StatisticColumn.Median, StatisticColumn.OperationsPerSecond, new ServerCpuColumn());
}
