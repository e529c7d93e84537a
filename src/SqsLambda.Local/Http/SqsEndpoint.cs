using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SqsLambda.Local.Sqs;

namespace SqsLambda.Local.Http;

/// <summary>SQS by HTTP on the loopback interface, as the AWS CLI and the SDKs speak it: AWS JSON 1.0. Credentials are not checked.</summary>
/// <remarks>SQS Developer Guide, "Making Query API requests using the AWS JSON protocol in Amazon SQS".</remarks>
internal sealed class SqsEndpoint : IAsyncDisposable
{
    // JSON escapes make up to 6 bytes of one (the .NET SDK writes < as \u003C), so a message of 1 MiB may come as 6 MiB, and one that is
    // too long must still be read to be answered as SQS does.
    private const long MaxRequestBytes = 8 * 1024 * 1024;

    // A client that says beforehand how long its request is gets to read the answer: Kestrel takes in what follows. Beyond this it hangs up.
    private const long MaxDrainedBytes = 8 * MaxRequestBytes;

    private const string TargetPrefix = "AmazonSQS.";

    private readonly WebApplication _application;
    private readonly Operations _operations;

    private SqsEndpoint(WebApplication application, SqsService service)
    {
        _application = application;
        _operations = new(service);
        application.Run(ServeAsync);
    }

    /// <summary>The URL to give to clients: <c>http://127.0.0.1:4566</c>.</summary>
    public string Url => _application.Urls.First();

    /// <summary>Starts to listen.</summary>
    /// <param name="service">The queues. They stay when the endpoint goes.</param>
    /// <param name="port">1 to 65,535, or 0 for any that is free.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="EndpointUnavailableException">The port is in use, or may not be used.</exception>
    public static async Task<SqsEndpoint> StartAsync(SqsService service, int port, CancellationToken cancellationToken = default)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxDrainedBytes;
            kestrel.Listen(IPAddress.Loopback, port);
        });

        // Ctrl+C is the program's business.
        builder.Services.AddSingleton<IHostLifetime, PassiveLifetime>();
        var application = builder.Build();
        var endpoint = new SqsEndpoint(application, service);
        try
        {
            await application.StartAsync(cancellationToken);
            return endpoint;
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            await application.DisposeAsync();
            throw new EndpointUnavailableException($"Port {port} of 127.0.0.1 cannot be listened on: {e.Message}", e);
        }
    }

    /// <summary>Stops to listen. Receives that wait are ended.</summary>
    public async ValueTask DisposeAsync()
    {
        // Connections are closed at once: a long poll would hold them for up to 20 s.
        await _application.StopAsync(new CancellationToken(canceled: true));
        await _application.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext context)
    {
        context.Response.Headers["x-amzn-RequestId"] = Guid.NewGuid().ToString();
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await context.Response.WriteAsync("SqsLambda.Local: an Amazon SQS endpoint for this machine (AWS JSON 1.0, by POST).\n");
            return;
        }

        try
        {
            await OperationOf(context.Request).ServeAsync(context);
        }
        catch (SqsException e)
        {
            await WriteErrorAsync(context.Response, e);
        }
        catch (JsonException e)
        {
            await WriteErrorAsync(context.Response, SqsException.MalformedInput($"The request body is not valid JSON for this operation: {e.Message}"));
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            await WriteErrorAsync(context.Response, SqsException.RequestTooLarge(MaxRequestBytes));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there any more to read an answer.
        }
    }

    private Operation OperationOf(HttpRequest request)
    {
        if (request.ContentLength > MaxRequestBytes)
        {
            throw SqsException.RequestTooLarge(MaxRequestBytes);
        }

        string target = request.Headers["X-Amz-Target"].ToString();
        if (target.Length == 0)
        {
            throw SqsException.MissingAction(
                "The header X-Amz-Target is missing: this endpoint speaks AWS JSON 1.0. An SDK that sends another protocol is too old.");
        }

        return target.StartsWith(TargetPrefix, StringComparison.Ordinal)
            ? _operations.Get(target[TargetPrefix.Length..])
            : throw SqsException.UnsupportedOperation($"The target {target} is not an operation of Amazon SQS.");
    }

    private static Task WriteErrorAsync(HttpResponse response, SqsException error)
    {
        response.StatusCode = error.HttpStatus;
        response.Headers["x-amzn-query-error"] = $"{error.Code};Sender";
        return Operation.WriteAsync(response, new ErrorResponse(error.Type, error.Message), SqsJsonContext.Aws.ErrorResponse);
    }

    private sealed class PassiveLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
