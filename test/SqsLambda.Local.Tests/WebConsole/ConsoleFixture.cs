using SqsLambda.Local.Http;
using SqsLambda.Local.Sqs;
using SqsLambda.Local.Sqs.Queues;
using SqsLambda.Local.WebConsole;
using SqsLambda.Local.WebConsole.Actions;
using SqsLambda.Local.WebConsole.Lives;

namespace SqsLambda.Local.Tests.WebConsole;

/// <summary>An endpoint with a console, and one queue.</summary>
internal sealed class ConsoleFixture : IAsyncDisposable
{
    private readonly SqsRegions _regions;
    private readonly SqsEndpoint _endpoint;

    private ConsoleFixture(SqsRegions regions, SqsEndpoint endpoint, MessageMemory memory)
    {
        (_regions, _endpoint, Memory) = (regions, endpoint, memory);
        Queue = regions.Default.CreateQueue("orders");
    }

    public MessageMemory Memory { get; }

    public SqsQueue Queue { get; }

    public string Url => _endpoint.Url;

    public HttpClient Http { get; } = new() { Timeout = TimeSpan.FromMinutes(2) };

    public static async Task<ConsoleFixture> StartAsync(int maxPages = 32, TimeProvider? timeProvider = null)
    {
        var regions = new SqsRegions(TimeProvider.System);
        var memory = new MessageMemory();
        var console = new ConsoleOptions(memory)
        {
            MaxPages = maxPages,
            TimeBetweenLooks = TimeSpan.FromMilliseconds(1),
            TimeProvider = timeProvider ?? TimeProvider.System,
        };
        return new(regions, await SqsEndpoint.StartAsync(regions, new EndpointOptions { Pages = new ConsolePages(console, new LocalQueues(regions, console), new LocalQueueActions(regions, TimeProvider.System), []) }), memory);
    }

    public void Send(string id, string body = "body") => Memory.Add(Queue.Arn, id, body, Polled.Start, null);

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, Url + path);
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _endpoint.DisposeAsync();
        _regions.Dispose();
    }
}
