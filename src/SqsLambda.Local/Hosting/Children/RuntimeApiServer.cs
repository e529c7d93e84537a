using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using SqsLambda.Local.Http;
using SqsLambda.Local.Lambda;
using SqsLambda.Local.Sqs;

namespace SqsLambda.Local.Hosting.Children;

/// <summary>
/// Lambda's side of the Runtime API for the processes of one function, on a loopback port. (Lambda Developer Guide, "Using the Lambda runtime API for
/// custom runtimes".) A runtime in any language can use it.
/// </summary>
internal sealed class RuntimeApiServer : IAsyncDisposable
{
    // Lambda's emulator answers so what it accepts, and runtimes may read it.
    private const string Accepted = """{"status":"OK"}""";
    private const string Root = "/2018-06-01/runtime";
    private const long MaxBodyBytes = 32 * 1024 * 1024;

    private readonly Channel<PendingInvocation> _events = Channel.CreateUnbounded<PendingInvocation>();
    private readonly ConcurrentDictionary<string, PendingInvocation> _pending = new(StringComparer.Ordinal);
    private readonly WebApplication _server;
    private readonly HostGuard _guard;
    private readonly RuntimeApiOptions _options;
    private readonly ConcurrentDictionary<RuntimeApiRefusal, bool> _refused = new();
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _functionArn;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _timeProvider;
    private volatile string? _initError;
    private int _isNotFoundTold;
    private int _requests;

    private RuntimeApiServer(string functionArn, TimeSpan timeout, RuntimeApiOptions options, TimeProvider timeProvider)
    {
        (_functionArn, _timeout, _options, _timeProvider) = (functionArn, timeout, options, timeProvider);
        _guard = new(options.AllowedHosts);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://127.0.0.1:{options.Port}").ConfigureKestrel(static kestrel => kestrel.Limits.MaxRequestBodySize = MaxBodyBytes);
        builder.Logging.ClearProviders();
        _server = builder.Build();
        _server.Run(HandleAsync);
    }

    /// <summary>What <c>AWS_LAMBDA_RUNTIME_API</c> is set to: host and port.</summary>
    public string Host => new Uri(_server.Urls.Single()).Authority;

    /// <summary>Completes when a process asks for an event for the first time.</summary>
    public Task Asked => _asked.Task;

    /// <summary>How often processes have asked for an event.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>What the runtime reported in place of asking for an event, in one line; it is forgotten when it is read.</summary>
    public string? TakeInitError()
    {
        string? error = _initError;
        _initError = null;
        return error;
    }

    /// <exception cref="IOException">The port is in use.</exception>
    public static async Task<RuntimeApiServer> StartAsync(
        string functionArn, TimeSpan timeout, RuntimeApiOptions options, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var server = new RuntimeApiServer(functionArn, timeout, options, timeProvider);
        try
        {
            await server._server.StartAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server._server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Hands an event to the process that asks next.</summary>
    public void Add(PendingInvocation invocation)
    {
        _pending[invocation.RequestId] = invocation;
        if (!_events.Writer.TryWrite(invocation))
        {
            invocation.Complete(InvocationResult.Failed("The laptop ends."));
        }
    }

    /// <summary>Forgets an invocation. What is answered after that is told so.</summary>
    public void Remove(PendingInvocation invocation) => _pending.TryRemove(invocation.RequestId, out _);

    /// <summary>The invocations that wait for the answer of a process.</summary>
    public IEnumerable<PendingInvocation> PendingOf(int process) => _pending.Values.Where(invocation => invocation.Process == process);

    /// <summary>Tells the processes that there will be no further event.</summary>
    public void End() => _events.Writer.TryComplete();

    public async ValueTask DisposeAsync()
    {
        End();
        await _server.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        try
        {
            _guard.Check(context.Request);
        }
        catch (SqsException refused)
        {
            await ErrorAsync(context, StatusCodes.Status403Forbidden, "AccessDenied", refused.Message);
            return;
        }

        string path = context.Request.Path.Value ?? "";
        if (RuntimeApiRefusal.IsForExtensions(path))
        {
            await RefuseAsync(context, StatusCodes.Status403Forbidden, RuntimeApiRefusal.Extensions);
            return;
        }

        string[] parts = path.StartsWith(Root, StringComparison.Ordinal) ? path[Root.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries) : [];
        Task handling = (context.Request.Method, parts) switch
        {
            ("GET", ["invocation", "next"]) => NextAsync(context),
            ("POST", ["invocation", var id, "response"]) when IsStreamed(context.Request) => RefuseStreamAsync(context, id),
            ("POST", ["invocation", var id, "response"]) => AnswerAsync(context, id, static body => new(body, FunctionError: null)),
            ("POST", ["invocation", var id, "error"]) => AnswerAsync(context, id, body => InvocationResult.Failed(ErrorText(context.Request, body))),
            ("POST", ["invocation", var id, "outcomes"]) when _options.AsksForOutcomes => OutcomesAsync(context, id),
            ("POST", ["init", "error"]) => InitErrorAsync(context),
            _ => NotFoundAsync(context),
        };
        await handling;
    }

    private async Task NextAsync(HttpContext context)
    {
        _asked.TrySetResult();
        Interlocked.Increment(ref _requests);
        PendingInvocation next;
        do
        {
            try
            {
                if (!await _events.Reader.WaitToReadAsync(context.RequestAborted))
                {
                    context.Response.StatusCode = StatusCodes.Status410Gone;
                    return;
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }

            // Another request may have taken it, and what has been answered for is not handed out.
        }
        while (!_events.Reader.TryRead(out next!) || !next.TryTake());

        IHeaderDictionary headers = context.Response.Headers;
        headers["Lambda-Runtime-Aws-Request-Id"] = next.RequestId;
        headers["Lambda-Runtime-Deadline-Ms"] = $"{(_timeProvider.GetUtcNow() + _timeout).ToUnixTimeMilliseconds()}";
        headers["Lambda-Runtime-Invoked-Function-Arn"] = _functionArn;
        headers["Lambda-Runtime-Trace-Id"] =
            $"Root=1-{_timeProvider.GetUtcNow().ToUnixTimeSeconds():x8}-{Guid.NewGuid():N}"[..40] + ";Sampled=0";
        if (_options.AsksForOutcomes)
        {
            headers[RuntimeEvent.OutcomesHeader] = "1";
        }

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = next.Payload.Length;
        await context.Response.Body.WriteAsync(next.Payload, context.RequestAborted);
    }

    private async Task AnswerAsync(HttpContext context, string id, Func<byte[], InvocationResult> resultOf)
    {
        if (!_pending.TryGetValue(id, out PendingInvocation? invocation))
        {
            await UnknownAsync(context, id);
            return;
        }

        byte[] body = await ReadAsync(context.Request);
        bool isTooLarge = body.Length > LocalFunction.MaxResponseBytes;
        invocation.Complete(isTooLarge ? InvocationResult.Failed(LocalFunction.TooLarge(body.Length)) : resultOf(body));
        await (isTooLarge
            ? ErrorAsync(context, StatusCodes.Status413PayloadTooLarge, "RequestEntityTooLarge", LocalFunction.TooLarge(body.Length))
            : AcceptAsync(context));
    }

    private async Task OutcomesAsync(HttpContext context, string id)
    {
        if (!_pending.TryGetValue(id, out PendingInvocation? invocation))
        {
            await UnknownAsync(context, id);
            return;
        }

        using JsonDocument outcomes = await JsonDocument.ParseAsync(context.Request.Body);
        invocation.Messages =
            [.. outcomes.RootElement.EnumerateArray().Select(static each => new MessageResult(each[0].GetString()!, each[1].GetString()!, each[2].GetString()))];
        await AcceptAsync(context);
    }

    private async Task InitErrorAsync(HttpContext context)
    {
        string error = $"The function could not be initialized: {ErrorText(context.Request, await ReadAsync(context.Request))}";
        _initError = error;
        if (_options.TellsInitErrors)
        {
            _options.Notify(error);
        }

        await AcceptAsync(context);
    }

    private static bool IsStreamed(HttpRequest request) =>
        string.Equals(request.Headers[RuntimeApiRefusal.ResponseModeHeader], "streaming", StringComparison.OrdinalIgnoreCase);

    // What is streamed is not read: the invocation has failed already.
    private Task RefuseStreamAsync(HttpContext context, string id)
    {
        if (_pending.TryGetValue(id, out PendingInvocation? invocation))
        {
            invocation.Complete(InvocationResult.Failed(RuntimeApiRefusal.Streaming.Message));
        }

        return RefuseAsync(context, StatusCodes.Status400BadRequest, RuntimeApiRefusal.Streaming);
    }

    private Task RefuseAsync(HttpContext context, int status, RuntimeApiRefusal refusal)
    {
        if (_refused.TryAdd(refusal, true))
        {
            _options.Notify(refusal.Message);
        }

        return ErrorAsync(context, status, refusal.ErrorType, refusal.Message);
    }

    private static Task ErrorAsync(HttpContext context, int status, string type, string message)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(new JsonObject { ["errorMessage"] = message, ["errorType"] = type }.ToJsonString());
    }

    private static Task UnknownAsync(HttpContext context, string id) =>
        ErrorAsync(context, StatusCodes.Status400BadRequest, "InvalidRequestID", $"No invocation waits for an answer under the id {id}.");

    private Task NotFoundAsync(HttpContext context)
    {
        string asked = $"{context.Request.Method} {context.Request.Path}";
        if (Interlocked.Exchange(ref _isNotFoundTold, 1) == 0)
        {
            _options.Notify($"A process asked for {asked}, which the Runtime API does not have: it begins with {Root}/.");
        }

        return ErrorAsync(context, StatusCodes.Status404NotFound, "NotFound", $"The Runtime API has no {asked}: it begins with {Root}/.");
    }

    private static Task AcceptAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(Accepted);
    }

    private static async Task<byte[]> ReadAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        return body.ToArray();
    }

    /// <summary>An error and its causes, in one line.</summary>
    private static string ErrorText(HttpRequest request, byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            List<string> parts = [];
            for (JsonElement error = document.RootElement; error.ValueKind == JsonValueKind.Object;)
            {
                parts.Add($"{Text(error, "errorType") ?? "Error"}: {Text(error, "errorMessage")}");
                if (!error.TryGetProperty("cause", out error))
                {
                    break;
                }
            }

            return string.Join(" Caused by ", parts).ReplaceLineEndings(" ");
        }
        catch (JsonException)
        {
            // A runtime may tell the type of the error and nothing else.
            return request.Headers["Lambda-Runtime-Function-Error-Type"].ToString() is { Length: > 0 } type
                ? type.ReplaceLineEndings(" ")
                : "The function reported an error that is not JSON.";
        }

        static string? Text(JsonElement error, string name) =>
            error.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }
}
