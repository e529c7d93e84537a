using Amazon.Runtime;
using Amazon.SQS;
using SqsLambda.Local.Http;
using SqsLambda.Local.Sqs;
using SqsLambda.Local.Sqs.Queues;

namespace SqsLambda.Local.Tests.Http;

/// <summary>An endpoint on a free port, with clients.</summary>
public abstract class EndpointFixture : IAsyncLifetime, IDisposable
{
    private readonly SqsRegions _regions;
    private SqsEndpoint? _endpoint;

    protected EndpointFixture(TimeProvider time) => _regions = new(time);

    public string Url => _endpoint!.Url;

    public AmazonSQSClient Sqs { get; private set; } = null!;

    public HttpClient Http { get; } = new() { Timeout = TimeSpan.FromMinutes(2) };

    /// <summary>Waits for what another thread is about to do.</summary>
    public static async Task UntilAsync(Func<bool> isSo)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!isSo())
        {
            await Task.Delay(1, limit.Token);
        }
    }

    public async Task InitializeAsync()
    {
        _endpoint = await SqsEndpoint.StartAsync(_regions, port: 0);
        Sqs = NewClient();
    }

    /// <summary>Another client of the endpoint, the caller's to dispose of.</summary>
    public AmazonSQSClient NewClient(string region = "us-east-1") => new(
        new BasicAWSCredentials("test", "test"),
        new AmazonSQSConfig { ServiceURL = Url, AuthenticationRegion = region, MaxErrorRetry = 0, Timeout = TimeSpan.FromMinutes(2) });

    internal SqsQueue QueueOf(string url, string region = "us-east-1") => _regions.In(region).GetQueue(url[(url.LastIndexOf('/') + 1)..]);

    public async Task DisposeAsync() => await _endpoint!.DisposeAsync();

    public void Dispose()
    {
        Http.Dispose();
        Sqs.Dispose();
        _regions.Dispose();
        GC.SuppressFinalize(this);
    }
}
