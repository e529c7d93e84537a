using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace SqsLambda.Redis.Tests.Servers;

/// <summary>A TCP relay in front of a server, which can hold answers back, let connections die in silence, and close them.</summary>
internal sealed class Relay : IAsyncDisposable
{
    private readonly int _port;
    private readonly CancellationTokenSource _end = new();
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly Task _accepting;
    private readonly ConcurrentBag<Socket> _clients = [];
    private int _silentUntil;
    private int _accepted;
    private int _requested;
    private volatile TaskCompletionSource? _hold;
    private volatile bool _isClosing;

    /// <param name="port">The port of the server.</param>
    public Relay(int port)
    {
        _port = port;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>How many connections were made.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>Nothing passes the connections that are open now, in either direction. They are not closed, as after a long freeze.</summary>
    public void LetConnectionsDie() => Volatile.Write(ref _silentUntil, Accepted);

    /// <summary>Closes all connections, and new ones at once, as a load balancer does whose server restarts.</summary>
    public void CloseConnections()
    {
        _isClosing = true;
        foreach (Socket client in _clients)
        {
            client.Dispose();
        }
    }

    /// <summary>Ends <see cref="CloseConnections"/>.</summary>
    public void Serve() => _isClosing = false;

    /// <summary>Holds answers back until a number of scripts has been sent.</summary>
    public void HoldAnswersUntil(int scripts)
    {
        _requested = -scripts;
        _hold = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

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
        try
        {
            while (true)
            {
                Socket client = await _listener.AcceptAsync(_end.Token);
                _connections.Add(ServeAsync(client, Interlocked.Increment(ref _accepted)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test has ended.
        }
    }

    private async Task ServeAsync(Socket client, int number)
    {
        using (client)
        using (var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            try
            {
                if (_isClosing)
                {
                    return;
                }

                _clients.Add(client);
                await server.ConnectAsync(IPAddress.Loopback, _port, _end.Token);
                await Task.WhenAny(CopyAsync(client, server, number, isRequest: true), CopyAsync(server, client, number, isRequest: false));
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The test has ended, or the server has, or the connection is closed.
            }
        }
    }

    private async Task CopyAsync(Socket from, Socket to, int number, bool isRequest)
    {
        byte[] buffer = new byte[64 * 1024];
        while (await from.ReceiveAsync(buffer, _end.Token) is > 0 and var count)
        {
            if (number <= Volatile.Read(ref _silentUntil))
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, _end.Token);
            }

            if (isRequest)
            {
                Count(buffer.AsSpan(0, count));
            }
            else if (_hold is { } hold)
            {
                await hold.Task.WaitAsync(_end.Token);
            }

            await to.SendAsync(buffer.AsMemory(0, count), _end.Token);
        }
    }

    // A name that is cut at the end of a buffer is not counted. The tests allow for it.
    private void Count(ReadOnlySpan<byte> sent)
    {
        if (_hold is { } hold && Interlocked.Add(ref _requested, sent.Count("EVALSHA"u8)) >= 0)
        {
            hold.TrySetResult();
        }
    }
}
