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

    private readonly Channel<(string Id, string Event)> _events = Channel.CreateUnbounded<(string, string)>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<string>> _answers = new();
    private readonly TaskCompletionSource<string> _initError = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WebApplication _server;

    private RuntimeApi()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _server = builder.Build();
        _server.MapGet($"{Root}/invocation/next", NextAsync);
        _server.MapPost($"{Root}/invocation/{{id}}/response", (string id, HttpRequest request) => AnswerAsync(_answers[id], request));
        _server.MapPost($"{Root}/invocation/{{id}}/error", (string id, HttpRequest request) => AnswerAsync(_answers[id], request));
        _server.MapPost("/", new StubDynamoDb().AnswerAsync);
        _server.MapPost($"{Root}/init/error", (HttpRequest request) => AnswerAsync(_initError, request));
    }

    /// <summary>What <c>AWS_LAMBDA_RUNTIME_API</c> is set to: host and port.</summary>
    public string Host => new Uri(_server.Urls.Single()).Authority;

    /// <summary>The error that the runtime reported in place of asking for an event.</summary>
    public Task<string> InitError => _initError.Task;

    public static async Task<RuntimeApi> StartAsync()
    {
        var api = new RuntimeApi();
        await api._server.StartAsync();
        return api;
    }

    /// <summary>Hands an event to the runtime.</summary>
    /// <returns>The response of the function, or its error.</returns>
    public Task<string> InvokeAsync(string json)
    {
        string id = Guid.NewGuid().ToString();
        var answer = _answers[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _events.Writer.TryWrite((id, json));
        return answer.Task;
    }

    /// <summary>Tells the runtime that there will be no further event.</summary>
    public void End() => _events.Writer.TryComplete();

    public async ValueTask DisposeAsync()
    {
        End();
        await _server.DisposeAsync();
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
        await context.Response.WriteAsync(next.Event);
    }

    private static async Task<IResult> AnswerAsync(TaskCompletionSource<string> answer, HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        answer.TrySetResult(await reader.ReadToEndAsync());
        return Results.Accepted();
    }
}
