using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
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
    private const string Root = "/2018-06-01/runtime";

    // For what a process that has ended has still sent. Its connections are closed, unless another process inherited one.
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(1);

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
    private int _waiting;
    private long _lastAsked;

    private RuntimeApiServer(string functionArn, TimeSpan timeout, RuntimeApiOptions options, TimeProvider timeProvider)
    {
        (_functionArn, _timeout, _options, _timeProvider) = (functionArn, timeout, options, timeProvider);
        _guard = new(options.AllowedHosts);
        _lastAsked = timeProvider.GetTimestamp();

        // Empty, so that neither files of the working directory nor environment variables, which are the function's, say where it listens.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        builder.Services.AddSingleton<IHostLifetime, PassiveLifetime>();
        _server = builder.Build();
        _server.Run(HandleAsync);
    }

    /// <summary>What <c>AWS_LAMBDA_RUNTIME_API</c> is set to: host and port.</summary>
    public string Host
    {
        get
        {
            var url = new Uri(_server.Urls.Single());
            return $"{url.Host}:{url.Port}";
        }
    }

    /// <summary>Completes when a process asks for an event for the first time.</summary>
    public Task Asked => _asked.Task;

    /// <summary>How long no process has asked for an event; zero while one waits for it.</summary>
    public TimeSpan Silence => Volatile.Read(ref _waiting) > 0 ? TimeSpan.Zero : _timeProvider.GetElapsedTime(Volatile.Read(ref _lastAsked));

    /// <summary>How often processes have asked for an event.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>What the runtime reported in place of asking for an event, in one line; <see langword="null"/> when it has asked since.</summary>
    public string? InitError => _initError;

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
    /// <returns>Whether that can be: not after <see cref="End"/>.</returns>
    public bool TryAdd(PendingInvocation invocation)
    {
        _pending[invocation.RequestId] = invocation;
        return _events.Writer.TryWrite(invocation);
    }

    /// <summary>Forgets an invocation. What is answered after that is told so.</summary>
    public void Remove(PendingInvocation invocation) => _pending.TryRemove(invocation.RequestId, out _);

    /// <summary>Tells the processes that there will be no further event.</summary>
    public void End() => _events.Writer.TryComplete();

    /// <summary>Lets requests end that are under way, and closes all connections. Nothing is handed out or answered after that.</summary>
    public async ValueTask DisposeAsync()
    {
        End();
        using (var limit = new CancellationTokenSource(DrainLimit))
        {
            await _server.StopAsync(limit.Token);
        }

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
            await RuntimeAnswers.ErrorAsync(context, StatusCodes.Status403Forbidden, "AccessDenied", refused.Message);
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
            ("POST", ["invocation", var id, "error"]) => AnswerAsync(context, id, body => InvocationResult.Failed(ReportedError.TextOf(body, ErrorType(context.Request)))),
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
        _initError = null;
        var connection = new RuntimeConnection(context);
        try
        {
            if (await NextFor(connection, context.RequestAborted) is not { } next)
            {
                context.Response.StatusCode = StatusCodes.Status410Gone;
                return;
            }

            await HandOutAsync(context, connection, next);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The process is gone.
        }
    }

    private async Task<PendingInvocation?> NextFor(RuntimeConnection connection, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            GiveUpAbandoned(connection);
            while (await _events.Reader.WaitToReadAsync(cancellationToken))
            {
                // Another request may have taken it, and what has been given up or answered for is not handed out.
                if (_events.Reader.TryRead(out PendingInvocation? next) && next.TryTake(connection))
                {
                    return next;
                }
            }

            return null;
        }
        finally
        {
            Volatile.Write(ref _lastAsked, _timeProvider.GetTimestamp());
            Interlocked.Decrement(ref _waiting);
        }
    }

    private async Task HandOutAsync(HttpContext context, RuntimeConnection connection, PendingInvocation next)
    {
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
        try
        {
            if (connection.IsClosedWhileWaiting)
            {
                throw new OperationCanceledException();
            }

            await context.Response.Body.WriteAsync(next.Payload, context.RequestAborted);
            next.Confirm();
            connection.Closed.UnsafeRegister(_ => GiveUpAbandoned(asking: null), state: null);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            context.Abort();
            next.PutBack();
            _events.Writer.TryWrite(next);
        }
    }

    // Nobody sees when a process ends that is started elsewhere, and a healthy one may close its connection, too. Only when no further event can be handed out and
    // a process waits for one is it sure enough that one of those that closed their connections is gone.
    private void GiveUpAbandoned(RuntimeConnection? asking)
    {
        PendingInvocation[] taken = [.. _pending.Values.Where(static invocation => invocation.Taker is not null && !invocation.Answer.IsCompleted)];
        if (taken.Length >= _options.MaxTaken
            && Volatile.Read(ref _waiting) > 0
            && Array.Find(taken, invocation => invocation.Taker is { } taker && (taker.Closed.IsCancellationRequested || taker.IsSame(asking))) is { } abandoned)
        {
            abandoned.Complete(InvocationResult.Failed("The process that took the event seems to have ended without an answer: it closed its connection, and a process asks for another event"));
        }
    }

    private async Task AnswerAsync(HttpContext context, string id, Func<byte[], InvocationResult> resultOf)
    {
        if (!_pending.TryGetValue(id, out PendingInvocation? invocation))
        {
            await RuntimeAnswers.UnknownIdAsync(context, id);
            return;
        }

        (byte[] body, long length) = await RuntimeBodies.ReadAsync(context.Request);
        bool isTooLarge = length > LocalFunction.MaxResponseBytes;
        string tooLarge = LocalFunction.TooLarge(length);
        bool isResult = invocation.Complete(isTooLarge ? InvocationResult.Failed(tooLarge) : resultOf(body));
        await (!isResult ? RuntimeAnswers.UnknownIdAsync(context, id)
            : isTooLarge ? RuntimeAnswers.ErrorAsync(context, StatusCodes.Status413PayloadTooLarge, "RequestEntityTooLarge", tooLarge)
            : RuntimeAnswers.AcceptAsync(context));
    }

    private async Task OutcomesAsync(HttpContext context, string id)
    {
        if (!_pending.TryGetValue(id, out PendingInvocation? invocation))
        {
            await RuntimeAnswers.UnknownIdAsync(context, id);
            return;
        }

        (byte[] body, _) = await RuntimeBodies.ReadAsync(context.Request);
        if (RuntimeBodies.OutcomesOf(body) is not { } messages)
        {
            await RuntimeAnswers.ErrorAsync(context, StatusCodes.Status400BadRequest, "InvalidOutcomes", "The outcomes are not [[\"id\",\"outcome\",\"reason\" or null],…].");
            return;
        }

        invocation.Messages = messages;
        await RuntimeAnswers.AcceptAsync(context);
    }

    private async Task InitErrorAsync(HttpContext context)
    {
        (byte[] body, _) = await RuntimeBodies.ReadAsync(context.Request);
        string error = $"The function could not be initialized: {ReportedError.TextOf(body, ErrorType(context.Request))}";
        _initError = error;
        _options.InitFailed(error);
        if (!_options.IsForProcessesElsewhere)
        {
            foreach (PendingInvocation invocation in _pending.Values)
            {
                invocation.CompleteUntaken(InvocationResult.Failed(error));
            }
        }

        await RuntimeAnswers.AcceptAsync(context);
    }

    private static string ErrorType(HttpRequest request) => request.Headers["Lambda-Runtime-Function-Error-Type"].ToString();

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

        return RuntimeAnswers.ErrorAsync(context, status, refusal.ErrorType, refusal.Message);
    }

    private Task NotFoundAsync(HttpContext context)
    {
        string asked = $"{context.Request.Method} {context.Request.Path}";
        if (Interlocked.Exchange(ref _isNotFoundTold, 1) == 0)
        {
            _options.Notify($"A process asked for {asked}, which the Runtime API does not have: it begins with {Root}/.");
        }

        return RuntimeAnswers.ErrorAsync(context, StatusCodes.Status404NotFound, "NotFound", $"The Runtime API has no {asked}: it begins with {Root}/.");
    }
}
