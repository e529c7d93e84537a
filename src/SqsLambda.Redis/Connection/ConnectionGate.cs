using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;
using StackExchange.Redis.Configuration;

namespace SqsLambda.Redis.Connection;

/// <summary>
/// Lets a client connect until its connections are to be checked, and never later. The client would use a new connection although its login was
/// refused: Redis takes it for the default user, who may need no password.
/// </summary>
/// <param name="next">The tunnel of the caller's options.</param>
internal sealed class ConnectionGate(Tunnel? next) : Tunnel
{
    private readonly Lock _lock = new();
    private readonly List<(EndPoint Server, Socket Socket)> _sockets = [];
    private bool _isClosed;

    /// <summary>Lets no connection through any more, and cuts those to other servers than these.</summary>
    public void Close(EndPoint[] connected)
    {
        lock (_lock)
        {
            _isClosed = true;
            foreach ((_, Socket socket) in _sockets.Where(open => !connected.Contains(open.Server)))
            {
                socket.Dispose();
            }

            _sockets.Clear();
        }
    }

    public override ValueTask<EndPoint?> GetSocketConnectEndpointAsync(EndPoint endpoint, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _isClosed ? default
                : next is null ? new(endpoint)
                : next.GetSocketConnectEndpointAsync(endpoint, cancellationToken);
        }
    }

    public override ValueTask BeforeSocketConnectAsync(EndPoint endPoint, ConnectionType connectionType, Socket? socket, CancellationToken cancellationToken) =>
        next?.BeforeSocketConnectAsync(endPoint, connectionType, socket, cancellationToken) ?? default;

    public override ValueTask<Stream?> BeforeAuthenticateAsync(EndPoint endpoint, ConnectionType connectionType, Socket? socket, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                throw new IOException("The connection is closed");
            }

            if (socket is not null)
            {
                _sockets.Add((endpoint, socket));
            }
        }

        return next?.BeforeAuthenticateAsync(endpoint, connectionType, socket, cancellationToken) ?? default;
    }
}
