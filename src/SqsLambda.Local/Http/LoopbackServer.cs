using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace SqsLambda.Local.Http;

/// <summary>HTTP on the loopback interface. Connections, the bodies held in memory and the time that a body may take are limited (<see cref="EndpointOptions"/>).</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    // The rest of a body that is too long is discarded up to here, so that the client reads the answer. Beyond it the connection is closed.
    private const long MaxDiscardedBytes = 8L * EndpointOptions.MaxBodyBytes;

    // Bytes of a request that are received before they are read.
    private const long MaxBufferedBytes = 128 * 1024;

    // A client that sends its body slowly does not keep the server.
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    private readonly WebApplication _application;

    private LoopbackServer(WebApplication application) => _application = application;

    /// <summary>Its URL: <c>http://127.0.0.1:9324</c>.</summary>
    public string Url => _application.Urls.First();

    /// <summary>Starts to listen.</summary>
    /// <param name="options">Where to listen, and how much to take.</param>
    /// <param name="serve">Makes what serves the requests, of a token that tells when the server stops.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="EndpointUnavailableException">The port is in use or not permitted.</exception>
    public static async Task<LoopbackServer> StartAsync(
        EndpointOptions options, Func<CancellationToken, RequestDelegate> serve, CancellationToken cancellationToken)
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
        application.Run(serve(application.Lifetime.ApplicationStopping));
        try
        {
            await application.StartAsync(cancellationToken);
            return new(application);
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
    }
}
