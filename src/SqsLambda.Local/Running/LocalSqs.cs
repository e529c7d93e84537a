using Microsoft.AspNetCore.Connections;
using SqsLambda.Local.Http;
using SqsLambda.Local.Sqs;

namespace SqsLambda.Local.Running;

/// <summary>The queues of this process, and their endpoint for other clients.</summary>
internal sealed class LocalSqs : IAsyncDisposable
{
    private LocalSqs(SqsService service, SqsEndpoint endpoint) => (Service, Endpoint) = (service, endpoint);

    public SqsService Service { get; }

    public SqsEndpoint Endpoint { get; }

    /// <param name="options">The port, 0 for any, and the host names to serve.</param>
    /// <param name="service">The queues. They are disposed of with this object, or if it cannot be opened.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="UsageException">The port is taken.</exception>
    public static async Task<LocalSqs> OpenAsync(RunOptions options, SqsService service, CancellationToken cancellationToken)
    {
        int port = options.Port;
        try
        {
            return new(service, await SqsEndpoint.StartAsync(service, new EndpointOptions { Port = port, AllowedHosts = options.AllowedHosts }, cancellationToken));
        }
        catch (EndpointUnavailableException exception)
        {
            service.Dispose();
            string reason = exception.InnerException is { InnerException: AddressInUseException }
                ? "another program uses it, perhaps another run"
                : exception.Message.TrimEnd('.');
            throw new UsageException($"--port is {port}: {reason}. Choose another port, or --port 0 for any free one.");
        }
        catch
        {
            service.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Endpoint.DisposeAsync();
        Service.Dispose();
    }
}
