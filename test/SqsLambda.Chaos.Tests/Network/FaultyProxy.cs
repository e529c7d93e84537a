using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace SqsLambda.Chaos.Tests.Network;

/// <summary>The connections of one process to the database: a TCP proxy on a free loopback port that delays, cuts and resets.</summary>
internal sealed class FaultyProxy : IAsyncDisposable
{
    private const double Delayed = 0.3;

    // How many of 1,000 calls meet each fault.
    private static readonly (NetworkFault Fault, int Share)[] Shares =
    [
        (NetworkFault.RequestDropped, 25),
        (NetworkFault.RequestCut, 10),
        (NetworkFault.RequestLate, 20),
        (NetworkFault.ResetInBetween, 15),
        (NetworkFault.AnswerDropped, 25),
        (NetworkFault.AnswerCut, 15),
        (NetworkFault.AnswerHeld, 10),
    ];

    private static readonly TimeSpan ShortestDelay = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LateAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LateUntil = TimeSpan.FromSeconds(6);

    // Longer than the function's timeout of a call.
    private static readonly TimeSpan Held = TimeSpan.FromSeconds(4);

    private readonly Func<IPEndPoint> _database;
    private readonly Chance _chance;
    private readonly Figures _figures;
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<Socket, Task> _connections = new();
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Task _accepting;

    /// <param name="database">Where the database listens now.</param>
    /// <param name="chance">Draws the faults.</param>
    /// <param name="figures">Counts the faults.</param>
    public FaultyProxy(Func<IPEndPoint> database, Chance chance, Figures figures)
    {
        (_database, _chance, _figures) = (database, chance, figures);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _accepting = AcceptAsync();
    }

    /// <summary>Host and port.</summary>
    public string Host => $"{_listener.LocalEndPoint}";

    /// <summary>
    /// Asked for each call that records orders. If its sender is killed now, it returns a task, and the call is sent when the task completes.
    /// </summary>
    public Func<Task?>? LastCall { get; set; }

    /// <summary>Called when a request or an answer arrives or is passed on.</summary>
    public Action? Moved { get; set; }

    /// <summary>Resets every connection.</summary>
    public void Reset()
    {
        foreach (Socket client in _connections.Keys)
        {
            Reset(client);
        }
    }

    /// <summary>Waits until no call is on its way. The function must have ended.</summary>
    public Task WaitForLateCallsAsync() => Task.WhenAll(_connections.Values);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_connections.Values);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                Socket client = await _listener.AcceptAsync(_end.Token);
                client.NoDelay = true;
                _connections[client] = ServeAsync(client);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(Socket client)
    {
        await Task.Yield();
        using Socket database = NewSocket();
        try
        {
            bool isWhole = true;
            while (isWhole && await HttpMessage.ReadAsync(client, _end.Token) is { } request)
            {
                Moved?.Invoke();
                if (!database.Connected)
                {
                    await database.ConnectAsync(_database(), _end.Token);
                }

                isWhole = await PassAsync(request, client, database);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The function or the database was killed, or the connection was reset.
        }
        finally
        {
            Reset(client);
            _connections.TryRemove(client, out _);
        }
    }

    /// <returns>Whether the connection is still whole.</returns>
    private async Task<bool> PassAsync(byte[] request, Socket client, Socket database)
    {
        if (Records(request) && LastCall?.Invoke() is { } messagesDone)
        {
            await SendLateAsync(request, messagesDone);
            return false;
        }

        NetworkFault? fault = Draw();
        if (_chance.Is(Delayed))
        {
            _figures.Add(Figure.CallsDelayed);
            await Task.Delay(_chance.Time(ShortestDelay, LongestDelay), _end.Token);
        }

        switch (fault)
        {
            case NetworkFault.RequestDropped:
                _figures.Add(Figure.RequestsLost);
                return false;
            case NetworkFault.RequestCut:
                _figures.Add(Figure.RequestsLost);
                await database.SendAsync(request.AsMemory(0, request.Length / 2), _end.Token);
                return false;
            case NetworkFault.RequestLate:
                await SendLateAsync(request, Task.Delay(_chance.Time(LateAfter, LateUntil), _end.Token));
                return false;
        }

        await database.SendAsync(request, _end.Token);
        Moved?.Invoke();
        if (fault is null)
        {
            if (await ReadAnswerAsync(database, request) is not { } answer)
            {
                return false;
            }

            Moved?.Invoke();
            await client.SendAsync(answer, _end.Token);
            Moved?.Invoke();
            return true;
        }

        _figures.Add(Figure.AnswersLost);
        if (fault != NetworkFault.ResetInBetween && await ReadAnswerAsync(database, request) is { } lost)
        {
            if (fault == NetworkFault.AnswerCut)
            {
                await client.SendAsync(lost.AsMemory(0, lost.Length / 2), _end.Token);
            }
            else if (fault == NetworkFault.AnswerHeld)
            {
                await Task.Delay(Held, _end.Token);
            }
        }

        return false;
    }

    // Meanwhile the database may have been restarted.
    private async Task SendLateAsync(byte[] request, Task moment)
    {
        _figures.Add(Figure.RequestsLate);
        await moment.WaitAsync(_end.Token);
        using Socket database = NewSocket();
        await database.ConnectAsync(_database(), _end.Token);
        await database.SendAsync(request, _end.Token);
        await ReadAnswerAsync(database, request);
    }

    private async Task<byte[]?> ReadAnswerAsync(Socket database, byte[] request)
    {
        byte[]? answer = await HttpMessage.ReadAsync(database, _end.Token);
        if (answer is null || !CommitBarrier.IsNeeded(request))
        {
            return answer;
        }

        _figures.Add(Figure.TransactionsRefused, answer.AsSpan().IndexOf("ConditionalCheckFailed"u8) >= 0 ? 1 : 0);
        return await CommitBarrier.WaitAsync(database, _end.Token) ? answer : null;
    }

    private NetworkFault? Draw()
    {
        int number = _chance.Number(0, 999);
        foreach ((NetworkFault fault, int share) in Shares)
        {
            if (number < share)
            {
                return fault;
            }

            number -= share;
        }

        return null;
    }

    private static bool Records(ReadOnlySpan<byte> request) => CommitBarrier.IsNeeded(request) || request.IndexOf("DynamoDB_20120810.UpdateItem"u8) >= 0;

    private static Socket NewSocket() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    private static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new(enable: true, seconds: 0);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It is closed already.
        }

        socket.Dispose();
    }
}
