using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SqsLambda.Local.Http.Query;
using SqsLambda.Local.Sqs;
using SqsLambda.Local.WebConsole;
using SqsLambda.Local.WebConsole.Actions;

namespace SqsLambda.Local.Http;

/// <summary>
/// SQS over HTTP on the loopback interface: AWS JSON 1.0, as the AWS CLI and the SDKs speak it, and AWS Query for older ones. Both have the
/// same operations. Credentials are not checked; they only say the region. Connections, the bodies held in memory and the time that a body may take are limited
/// (<see cref="EndpointOptions"/>), and so is who is served (<see cref="HostGuard"/>).
/// </summary>
/// <remarks>
/// SQS Developer Guide, "Making Query API requests using the AWS JSON protocol in Amazon SQS" and "Making Query API requests using AWS query
/// protocol in Amazon SQS".
/// </remarks>
internal sealed class SqsEndpoint : IAsyncDisposable
{
    /// <summary>The header that names the operation in JSON.</summary>
    public const string TargetHeader = "X-Amz-Target";

    /// <summary>The header of the answer with the id of the request.</summary>
    public const string RequestIdHeader = "x-amzn-RequestId";

    // The rest of a body that is too long is discarded up to here, so that the client reads the answer. Beyond it the connection is closed.
    private const long MaxDiscardedBytes = 8L * EndpointOptions.MaxBodyBytes;

    // Bytes of a request that are received before they are read.
    private const long MaxBufferedBytes = 128 * 1024;

    // A client that sends its body slowly does not keep the endpoint.
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    private const string TargetPrefix = "AmazonSQS.";

    private readonly WebApplication _application;
    private readonly SqsRegions _regions;
    private readonly RegionalOperations _operations;
    private readonly HostGuard _guard;
    private readonly RequestBody _body;
    private readonly ConsoleServer? _console;
    private readonly ActionServer? _actions;

    private SqsEndpoint(WebApplication application, SqsRegions regions, EndpointOptions options)
    {
        _application = application;
        _regions = regions;
        _operations = new(regions, options.Notify, application.Lifetime.ApplicationStopping);
        _guard = new(options.AllowedHosts);
        _body = new(options.MaxLargeBodies);
        _console = options.Console is { } console ? new(console, regions, application.Lifetime.ApplicationStopping) : null;
        _actions = options.Console is { } changed ? new(changed, regions, _body) : null;
        application.Run(ServeAsync);
    }

    /// <summary>The URL to give to clients: <c>http://127.0.0.1:9324</c>.</summary>
    public string Url => _application.Urls.First();

    /// <inheritdoc cref="RequestBody.LargeBodies"/>
    public int LargeBodies => _body.LargeBodies;

    /// <summary>Starts to listen, with default options.</summary>
    /// <param name="regions">The queues. The caller disposes of them.</param>
    /// <param name="port">The port: 1 to 65,535, or 0 for any free port.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="EndpointUnavailableException">The port is in use or not permitted.</exception>
    public static Task<SqsEndpoint> StartAsync(SqsRegions regions, int port, CancellationToken cancellationToken = default) =>
        StartAsync(regions, new EndpointOptions { Port = port }, cancellationToken);

    /// <summary>Starts to listen.</summary>
    /// <param name="regions">The queues. The caller disposes of them.</param>
    /// <param name="options">Where to listen, whom to serve and how much to take.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="EndpointUnavailableException">The port is in use or not permitted.</exception>
    public static async Task<SqsEndpoint> StartAsync(SqsRegions regions, EndpointOptions options, CancellationToken cancellationToken = default)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = options.MaxConnections;
            kestrel.Limits.MaxRequestBodySize = MaxDiscardedBytes;
            kestrel.Limits.MaxRequestBufferSize = MaxBufferedBytes;
            kestrel.Limits.MinRequestBodyDataRate = new(options.MinBodyBytesPerSecond, options.BodyGracePeriod);
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });

        // The program handles Ctrl+C itself.
        builder.Services.AddSingleton<IHostLifetime, PassiveLifetime>();
        var application = builder.Build();
        var endpoint = new SqsEndpoint(application, regions, options);
        try
        {
            await application.StartAsync(cancellationToken);
            return endpoint;
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            await application.DisposeAsync();
            throw new EndpointUnavailableException($"Port {options.Port} of 127.0.0.1 cannot be listened on: {e.Message}", e);
        }
    }

    /// <summary>Stops to listen, answers the requests that are under way, and closes all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(StopLimit);
        await _application.StopAsync(limit.Token);
        await _application.DisposeAsync();
        _console?.Dispose();
    }

    private async Task ServeAsync(HttpContext context)
    {
        context.Response.Headers[RequestIdHeader] = Guid.NewGuid().ToString();
        var protocol = Protocols.Of(context.Request);
        try
        {
            _guard.Check(context.Request);
            await (protocol switch
            {
                Protocol.Json => OperationOf(context.Request).ServeAsync(context, _body),
                Protocol.Query => ServeQueryAsync(context),
                Protocol.Page when _console is not null && ConsoleServer.Serves(context.Request) => _console.ServeAsync(context),
                Protocol.Action when _actions is not null => _actions.ServeAsync(context),
                Protocol.Action => throw SqsException.ResourceNotFound("There is no console at this endpoint."),
                Protocol.Page => EndpointPage.WriteAsync(context, _regions),
                _ => RefuseMethodAsync(context),
            });
        }
        catch (SqsException e)
        {
            await WriteErrorAsync(context, protocol, e);
        }
        catch (JsonException e)
        {
            await WriteErrorAsync(context, protocol, RequestErrors.Of(e));
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            await WriteErrorAsync(context, protocol, SqsException.RequestTooLarge(EndpointOptions.MaxBodyBytes));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client is gone.
        }
    }

    private async Task ServeQueryAsync(HttpContext context)
    {
        var query = await QueryRequest.ReadAsync(context.Request, _body, context.RequestAborted);
        var operation = _operations.Of(context.Request).Find(query.Action) ?? throw SqsException.InvalidAction(query.Action);
        await operation.ServeAsync(context, query);
    }

    private Operation OperationOf(HttpRequest request)
    {
        string target = request.Headers[TargetHeader].ToString();
        if (target.Length == 0)
        {
            throw SqsException.MissingAction();
        }

        return target.StartsWith(TargetPrefix, StringComparison.Ordinal)
            ? _operations.Of(request).Get(target[TargetPrefix.Length..])
            : throw SqsException.UnsupportedOperation($"The target {target} is not an operation of Amazon SQS.");
    }

    private static Task RefuseMethodAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        context.Response.Headers.Allow = "GET, POST";
        return Task.CompletedTask;
    }

    private static Task WriteErrorAsync(HttpContext context, Protocol protocol, SqsException error)
    {
        if (protocol == Protocol.Query)
        {
            return QueryAnswer.WriteErrorAsync(context, error);
        }

        if (protocol == Protocol.Action)
        {
            return ActionServer.WriteAsync(context.Response, new(error.HttpStatus, error.Message));
        }

        var response = context.Response;
        response.StatusCode = error.HttpStatus;
        response.Headers["x-amzn-query-error"] = $"{error.Code};Sender";
        return Operation.WriteAsync(response, new ErrorResponse(error.Type, error.Message), SqsJsonContext.Aws.ErrorResponse);
    }
}
