using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace SqsLambda.Benchmarks;

/// <summary>A TCP relay on the loopback interface. It adds to each answer what a network adds, and does not make answers wait for each other.</summary>
internal sealed class SlowRelay : IDisposable
{
    private readonly TimeSpan _latency;
    private readonly int _port;
    private readonly Socket _listener = NewSocket();

    /// <param name="latency">What it adds.</param>
    /// <param name="port">The port of the server.</param>
    public SlowRelay(TimeSpan latency, int port)
    {
        (_latency, _port) = (latency, port);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket client = await _listener.AcceptAsync();
                client.NoDelay = true;
                Socket server = NewSocket();
                await server.ConnectAsync(IPAddress.Loopback, _port);
                _ = CopyAsync(client, server, TimeSpan.Zero);
                _ = CopyAsync(server, client, _latency);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The benchmark has ended.
        }
    }

    private static async Task CopyAsync(Socket from, Socket to, TimeSpan latency)
    {
        var sent = Channel.CreateUnbounded<(long Due, byte[] Bytes)>();
        Task writing = WriteAsync(sent.Reader, to);
        byte[] buffer = new byte[64 * 1024];
        while (await from.ReceiveAsync(buffer) is > 0 and var count)
        {
            sent.Writer.TryWrite((TimeProvider.System.GetTimestamp() + (long)(latency.TotalSeconds * TimeProvider.System.TimestampFrequency), buffer[..count]));
        }

        sent.Writer.Complete();
        await writing;
        to.Dispose();
    }

    private static async Task WriteAsync(ChannelReader<(long Due, byte[] Bytes)> sent, Socket to)
    {
        await foreach ((long due, byte[] bytes) in sent.ReadAllAsync())
        {
            TimeSpan left = TimeProvider.System.GetElapsedTime(TimeProvider.System.GetTimestamp(), due);
            if (left > TimeSpan.Zero)
            {
                // A delay is cut to whole milliseconds.
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)));
            }

            await to.SendAsync(bytes);
        }
    }

    private static Socket NewSocket() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
}
