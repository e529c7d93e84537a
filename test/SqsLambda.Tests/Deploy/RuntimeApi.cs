using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace SqsLambda.Tests.Deploy;

/// <summary>
/// Lambda's side of the Runtime API, on a free loopback port. (Lambda Developer Guide, "Using the Lambda runtime API for custom runtimes".) At its root it
/// is a stub of DynamoDB.
/// </summary>
internal sealed class RuntimeApi : IAsyncDisposable
{
    private const string Root = "/2018-06-01/runtime";

    private static readonly TimeSpan FunctionTimeout = TimeSpan.FromSeconds(30);

    private readonly Channel<(string Id, string Event, (string, string)[] Headers)> _events = Channel.CreateUnbounded<(string, string, (string, string)[])>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<RuntimeRequest>> _answers = new();
    private readonly TaskCompletionSource<RuntimeRequest> _initError = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<RuntimeRequest> _restoreError = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _snapshotReady = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _restored = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<string> _calls = new();
    private readonly StubDynamoDb _dynamoDb = new();
    private readonly WebApplication _server;

    private RuntimeApi()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _server = builder.Build();
        _server.Use(NoteAsync);
        _server.MapGet($"{Root}/invocation/next", NextAsync);
        _server.MapPost($"{Root}/invocation/{{id}}/response", (string id, HttpRequest request) => AnswerAsync(_answers[id], request));
        _server.MapPost($"{Root}/invocation/{{id}}/error", (string id, HttpRequest request) => AnswerAsync(_answers[id], request));
        _server.MapPost("/", _dynamoDb.AnswerAsync);
        _server.MapPost($"{Root}/init/error", (HttpRequest request) => AnswerAsync(_initError, request));
        _server.MapGet($"{Root}/restore/next", RestoreAsync);
        _server.MapPost($"{Root}/restore/error", (HttpRequest request) => AnswerAsync(_restoreError, request));
    }

    /// <summary>What <c>AWS_LAMBDA_RUNTIME_API</c> is set to: host and port.</summary>
    public string Host => new Uri(_server.Urls.Single()).Authority;

    /// <summary>The method and the path of every request until now, in the order in which they came.</summary>
    public IReadOnlyList<string> Calls => [.. _calls];

    /// <summary>The owners of the claims that the function made in the stub of DynamoDB.</summary>
    public IReadOnlyCollection<string> Owners => _dynamoDb.Owners;

    /// <summary>The error that the runtime reported in place of asking for an event.</summary>
    public Task<RuntimeRequest> InitError => _initError.Task;

    /// <summary>The error that the runtime reported after the restore of a snapshot.</summary>
    public Task<RuntimeRequest> RestoreError => _restoreError.Task;

    /// <summary>Completes when the runtime asks for the restore: Lambda takes the snapshot then.</summary>
    public Task SnapshotReady => _snapshotReady.Task;

    /// <summary>The body of the answers to responses and errors, in place of Lambda's.</summary>
    public string AcceptedBody { get; set; } = """{"status":"OK"}""";

    public static async Task<RuntimeApi> StartAsync()
    {
        var api = new RuntimeApi();
        await api._server.StartAsync();
        return api;
    }

    /// <summary>Hands an event to the runtime.</summary>
    /// <returns>The response of the function, or its error.</returns>
    public async Task<string> InvokeAsync(string json) => (await InvokeForRequestAsync(json)).Body;

    /// <summary>Hands an event to the runtime.</summary>
    /// <param name="json">The event.</param>
    /// <param name="headers">More headers of the answer to the runtime.</param>
    /// <returns>The request in which the runtime answers.</returns>
    public Task<RuntimeRequest> InvokeForRequestAsync(string json, params (string Name, string Value)[] headers)
    {
        string id = Guid.NewGuid().ToString();
        var answer = _answers[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _events.Writer.TryWrite((id, json, headers));
        return answer.Task;
    }

    /// <summary>Tells the runtime that it is a restored copy.</summary>
    public void Restore() => _restored.TrySetResult();

    /// <summary>Tells the runtime that there will be no further event.</summary>
    public void End() => _events.Writer.TryComplete();

    public async ValueTask DisposeAsync()
    {
        End();
        Restore();
        await _server.DisposeAsync();
    }

    private Task NoteAsync(HttpContext context, RequestDelegate next)
    {
        _calls.Enqueue($"{context.Request.Method} {context.Request.Path.Value!.Replace(Root, "", StringComparison.Ordinal)}");
        return next(context);
    }

    private async Task NextAsync(HttpContext context)
    {
        if (!await _events.Reader.WaitToReadAsync(context.RequestAborted) || !_events.Reader.TryRead(out var next))
        {
            context.Response.StatusCode = StatusCodes.Status410Gone;
            return;
        }

        context.Response.Headers["Lambda-Runtime-Aws-Request-Id"] = next.Id;
        context.Response.Headers["Lambda-Runtime-Deadline-Ms"] = $"{(DateTimeOffset.UtcNow + FunctionTimeout).ToUnixTimeMilliseconds()}";
        foreach ((string name, string value) in next.Headers)
        {
            context.Response.Headers[name] = value;
        }

        await context.Response.WriteAsync(next.Event);
    }

    private async Task RestoreAsync(HttpContext context)
    {
        _snapshotReady.TrySetResult();
        await _restored.Task.WaitAsync(context.RequestAborted);
    }

    private async Task<IResult> AnswerAsync(TaskCompletionSource<RuntimeRequest> answer, HttpRequest request)
    {
        answer.TrySetResult(await RuntimeRequest.ReadAsync(request));
        return Results.Content(AcceptedBody, "application/json", statusCode: StatusCodes.Status202Accepted);
    }
}
