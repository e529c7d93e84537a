using SqsLambda.Local.Sqs;

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

    private readonly LoopbackServer _server;
    private readonly SqsRequests _requests;

    private SqsEndpoint(LoopbackServer server, SqsRequests requests) => (_server, _requests) = (server, requests);

    /// <summary>The URL to give to clients: <c>http://127.0.0.1:9324</c>.</summary>
    public string Url => _server.Url;

    /// <inheritdoc cref="SqsRequests.LargeBodies"/>
    public int LargeBodies => _requests.LargeBodies;

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
        SqsRequests? requests = null;
        LoopbackServer server = await LoopbackServer.StartAsync(
            options, stopping => (requests = new(regions, options, stopping)).ServeAsync, cancellationToken);
        return new(server, requests!);
    }

    /// <inheritdoc cref="LoopbackServer.DisposeAsync"/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
