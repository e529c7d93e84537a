using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace SqsLambda.Chaos.Tests.Network;

/// <summary>
/// The connections of one process to Redis: a TCP proxy on a free loopback port. It delays what passes, resets connections before a request or before
/// its answer, and lets connections die in silence.
/// </summary>
internal sealed class FaultyStream : IAsyncDisposable
{
    private const double Delayed = 0.3;
    private const double Reset = 0.02;
    private const double Silenced = 0.01;

    private static readonly TimeSpan ShortestDelay = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMilliseconds(100);

    private readonly IPEndPoint _server;
    private readonly Chance _chance;
    private readonly Figures _figures;
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly Socket _listener = NewSocket();
    private readonly Task _accepting;

    /// <param name="server">Where Redis listens.</param>
    /// <param name="chance">Draws the faults.</param>
    /// <param name="figures">Counts the faults.</param>
    public FaultyStream(IPEndPoint server, Chance chance, Figures figures)
    {
        (_server, _chance, _figures) = (server, chance, figures);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _accepting = AcceptAsync();
    }

    /// <summary>Host and port.</summary>
    public string Host => $"{_listener.LocalEndPoint}";

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_connections);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                _connections.Add(ServeAsync(await _listener.AcceptAsync(_end.Token)));
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using (client)
        using (Socket server = NewSocket())
        {
            try
            {
                await server.ConnectAsync(_server, _end.Token);
                await await Task.WhenAny(CopyAsync(client, server, Figure.RequestsLost), CopyAsync(server, client, Figure.AnswersLost));
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException)
            {
                // The function or Redis was killed, or the run has ended.
            }

            client.LingerState = new(enable: true, seconds: 0);
        }
    }

    private async Task CopyAsync(Socket from, Socket to, Figure lost)
    {
        byte[] buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, _end.Token) is > 0 and var count)
            {
                if (_chance.Is(Delayed))
                {
                    _figures.Add(Figure.CallsDelayed);
                    await Task.Delay(_chance.Time(ShortestDelay, LongestDelay), _end.Token);
                }

                if (_chance.Is(Silenced))
                {
                    _figures.Add(lost);
                    await Task.Delay(Timeout.InfiniteTimeSpan, _end.Token);
                }

                if (_chance.Is(Reset))
                {
                    _figures.Add(lost);
                    return;
                }

                await to.SendAsync(buffer.AsMemory(0, count), _end.Token);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The other direction has closed the connection, or the run has ended.
        }
    }

    private static Socket NewSocket() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
}
