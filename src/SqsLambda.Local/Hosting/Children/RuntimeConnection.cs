using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace SqsLambda.Local.Hosting.Children;

/// <summary>The connection on which a process asks for an event.</summary>
internal sealed class RuntimeConnection(HttpContext context)
{
    private readonly string _id = context.Connection.Id;
    private readonly CancellationToken _aborted = context.RequestAborted;
    private readonly Socket? _socket = context.Features.Get<IConnectionSocketFeature>()?.Socket;

    /// <summary>Is cancelled when the server has noticed that the process has closed it.</summary>
    public CancellationToken Closed { get; } = context.Features.Get<IConnectionLifetimeFeature>()?.ConnectionClosed ?? CancellationToken.None;

    /// <summary>
    /// Whether a process that waits for an event has closed it, even if the server has not noticed that yet: there is something to read, and it is the end. While
    /// the process sends a request, there may be nothing to read because the server has just read it.
    /// </summary>
    public bool IsClosedWhileWaiting
    {
        get
        {
            try
            {
                return _aborted.IsCancellationRequested || (_socket is not null && _socket.Poll(TimeSpan.Zero, SelectMode.SelectRead) && _socket.Available == 0);
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return true;
            }
        }
    }

    public bool IsSame(RuntimeConnection? other) => _id == other?._id;
}
