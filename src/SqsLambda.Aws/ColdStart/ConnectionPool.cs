using System.Net;
using Amazon.Runtime;

namespace SqsLambda.Aws.ColdStart;

/// <summary>The connections of a function's client. A warm-up can open one before the client needs it.</summary>
/// <remarks>The SDK has no access to its own connections, so this class creates them as the SDK does (<c>HttpRequestMessageFactory</c>).</remarks>
internal sealed class ConnectionPool : HttpClientFactory
{
    private SocketsHttpHandler? _handler;
    private object? _lock;

    /// <inheritdoc/>
    public override HttpClient CreateHttpClient(IClientConfig clientConfig)
    {
        SocketsHttpHandler handler = LazyInitializer.EnsureInitialized(ref _handler, ref _lock, () => NewHandler(clientConfig));
        return new(handler, disposeHandler: false) { Timeout = clientConfig.Timeout ?? Timeout.InfiniteTimeSpan };
    }

    private static SocketsHttpHandler NewHandler(IClientConfig clientConfig)
    {
        var handler = new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            ConnectTimeout = clientConfig.ConnectTimeout ?? Timeout.InfiniteTimeSpan,
            AllowAutoRedirect = clientConfig.AllowAutoRedirect,
            AutomaticDecompression = DecompressionMethods.None,
        };
        if (clientConfig.MaxConnectionsPerServer is { } max)
        {
            handler.MaxConnectionsPerServer = max;
        }

        // Without a proxy of the configuration, the handler takes that of HTTPS_PROXY and NO_PROXY.
        if (clientConfig.GetWebProxy() is { } proxy)
        {
            handler.Proxy = proxy;
            if (clientConfig.ProxyCredentials is { } credentials)
            {
                proxy.Credentials = credentials;
            }
        }

        return handler;
    }
}
