using System.Net;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using SqsLambda.Local.Faults;
using SqsLambda.Local.Http;
using SqsLambda.Local.Lambda;
using SqsLambda.Local.Mapping;
using SqsLambda.Local.Sqs;
using SqsLambda.Local.Sqs.Queues;
using SqsLambda.Local.Tests.Sqs;
using SqsLambda.Local.WebConsole;
using SqsLambda.Local.WebConsole.Actions;
using SqsLambda.Local.WebConsole.Lives;

namespace SqsLambda.Local.Tests.WebConsole.Actions;

/// <summary>
/// An endpoint with a console, the queues <c>orders</c> and <c>orders.fifo</c> with their dead-letter queues, and a function for each of them that gets nothing
/// before its mapping is started.
/// </summary>
internal sealed class ActionFixture : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly SqsEndpoint _endpoint;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(2) };
    private readonly Channel<PolledBatch> _batches = Channel.CreateUnbounded<PolledBatch>();
    private readonly List<Task> _running = [];

    private ActionFixture(SqsRegions regions, ConsoleOptions console, SqsEndpoint endpoint, List<string> told)
    {
        (Regions, Console, _endpoint, Told) = (regions, console, endpoint, told);
        DeadLetters = regions.Default.CreateQueue("orders-dlq");
        Orders = regions.Default.CreateQueue("orders", TestQueues.Map(TestQueues.Redrive(DeadLetters, 1)));
        FifoDeadLetters = regions.Default.CreateQueue("orders-dlq.fifo", TestQueues.Map("FifoQueue=true"));
        Fifo = regions.Default.CreateQueue("orders.fifo", TestQueues.Map("FifoQueue=true", TestQueues.Redrive(FifoDeadLetters, 1)));
        Function = Map(Orders, "shop");
        FifoFunction = Map(Fifo, "fifo-shop");
    }

    public SqsRegions Regions { get; }

    public ConsoleOptions Console { get; }

    public SqsQueue Orders { get; }

    public SqsQueue DeadLetters { get; }

    public SqsQueue Fifo { get; }

    public SqsQueue FifoDeadLetters { get; }

    public MappedFunction Function { get; }

    public MappedFunction FifoFunction { get; }

    /// <summary>What was told in the terminal.</summary>
    public List<string> Told { get; }

    public string Url => _endpoint.Url;

    public static async Task<ActionFixture> StartAsync()
    {
        var regions = new SqsRegions(TimeProvider.System);
        List<string> told = [];
        var console = new ConsoleOptions(new MessageMemory()) { TimeBetweenLooks = TimeSpan.FromMilliseconds(1), Notify = told.Add };
        return new(regions, console, await SqsEndpoint.StartAsync(regions, new EndpointOptions { Pages = new ConsolePages(console, new LocalQueues(regions, console), new LocalQueueActions(regions, TimeProvider.System), []) }), told);
    }

    public void Start(MappedFunction function) => _running.Add(function.Mapping.RunAsync(_stop.Token));

    /// <summary>The next batch that a function got.</summary>
    public Task<PolledBatch> NextBatchAsync() => _batches.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(2));

    /// <summary>Does an action as the page does.</summary>
    /// <returns>The status and the line of text.</returns>
    public async Task<(HttpStatusCode Status, string Text)> DoAsync(string action, object request)
    {
        using HttpResponseMessage response = await PostAsync(action, JsonSerializer.Serialize(request));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Posts to an action. A header with an empty value is left out.</summary>
    public async Task<HttpResponseMessage> PostAsync(string action, string body, params (string Name, string Value)[] headers)
    {
        Dictionary<string, string> all = new() { ["Content-Type"] = "application/json", ["X-Sqs-Lambda-Console"] = "1" };
        foreach ((string name, string value) in headers)
        {
            all[name] = value;
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Url}/console/do/{action}") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        foreach ((string name, string value) in all.Where(static header => header.Value.Length > 0))
        {
            _ = name == "Content-Type" ? request.Content.Headers.TryAddWithoutValidation(name, value) : request.Headers.TryAddWithoutValidation(name, value);
        }

        return await _http.SendAsync(request);
    }

    public Task<string> GetAsync(string path) => _http.GetStringAsync(Url + path);

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => _http.SendAsync(request);

    /// <summary>Sends a message to a queue with a dead-letter queue, and lets it go there.</summary>
    /// <returns>Its id.</returns>
    public static async Task<string> DeadLetterAsync(SqsQueue queue, string body)
    {
        string id = queue.Send(body, queue.IsFifo ? "g" : null, queue.IsFifo ? body : null).MessageId;
        await queue.ReceiveOne(timeout: 0);
        Assert.Empty(await queue.Receive());
        return id;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running).WaitAsync(TimeSpan.FromMinutes(2));
        _http.Dispose();
        await _endpoint.DisposeAsync();
        Regions.Dispose();
        _stop.Dispose();
    }

    private MappedFunction Map(SqsQueue queue, string name)
    {
        var faults = new FaultPlan(new Dictionary<FaultKind, double>(), seed: 7);
        var source = new FaultyEventSource(new LocalEventSource(queue), faults);
        var mapping = new EventSourceMapping(source, new FaultyInvocation(InvokeAsync, faults, queue.IsFifo).InvokeAsync, new(), TimeProvider.System, new MappingObservers());
        var function = new MappedFunction(name, source, mapping, faults, ["""{"sku":"TEA"}""", "coffee"], Told.Add);
        Console.Functions[queue.Arn] = function;
        return function;
    }

    private Task<InvocationResult> InvokeAsync(PolledBatch batch)
    {
        _batches.Writer.TryWrite(batch);
        return Task.FromResult(new InvocationResult("{}"u8.ToArray(), null));
    }
}
