using System.Diagnostics;
using StackExchange.Redis;

namespace SqsLambda.Redis.Connection;

/// <summary>Opens connections. Each is checked before it is used, and makes no connections by itself later.</summary>
/// <param name="createOptions">Creates the options of a connection.</param>
/// <param name="opened">Called for each connection that can be used.</param>
internal sealed class RedisOpening(Func<CancellationToken, Task<ConfigurationOptions>> createOptions, Action<IConnectionMultiplexer> opened)
{
    // To look up the name of a server may take longer than the client's timeout.
    private static readonly TimeSpan OpenLimit = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan CauseLimit = TimeSpan.FromMilliseconds(100);

    /// <summary>Opens a connection.</summary>
    /// <exception cref="Exception">It cannot be opened in 3 seconds, or is not fit for use.</exception>
    public async Task<IConnectionMultiplexer> OpenAsync()
    {
        using var limit = new CancellationTokenSource(OpenLimit);
        ConfigurationOptions options = RedisOptions.Bounded(await createOptions(limit.Token).ConfigureAwait(false));
        var gate = new ConnectionGate(options.Tunnel);
        options.Tunnel = gate;
        Task<ConnectionMultiplexer> opening = ConnectAsync(options);
        try
        {
            ConnectionMultiplexer connection = await opening.WaitAsync(limit.Token).ConfigureAwait(false);
            IServer[] connected = Array.FindAll(connection.GetServers(), static server => server.IsConnected);
            gate.Close(Array.ConvertAll(connected, static server => server.EndPoint));
            Task check = ConnectionCheck.RunAsync(connected, options);
            Abandoned.Observe(check);
            await check.WaitAsync(limit.Token).ConfigureAwait(false);
            opened(connection);
            return connection;
        }
        catch (Exception)
        {
            Close(opening);
            throw;
        }
    }

    /// <summary>Closes a connection as soon as it is open. Nobody waits for it. Calls that were sent are answered first.</summary>
    public static void Close<T>(Task<T> connection)
        where T : IConnectionMultiplexer =>
        connection.ContinueWith(
            static connection => connection.Exception is null ? connection.Result.CloseAsync(allowCommandsToComplete: true) : Task.CompletedTask,
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default);

    private static async Task<ConnectionMultiplexer> ConnectAsync(ConfigurationOptions options)
    {
        var failure = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        options.ConnectionAttemptCompleted += (_, attempt) =>
        {
            if (attempt.Exception is { } exception)
            {
                failure.TrySetResult(exception);
            }
        };
        long start = Stopwatch.GetTimestamp();
        try
        {
            return await ConnectionMultiplexer.ConnectAsync(options).ConfigureAwait(false);
        }
        catch (RedisConnectionException exception) when (exception.InnerException is null)
        {
            // The client says only that it did not connect. It tells the cause on another thread, or never if the server did not answer or just closed
            // the connection.
            await Task.WhenAny(failure.Task, Task.Delay(CauseLimit)).ConfigureAwait(false);
            throw failure.Task.IsCompleted ? failure.Task.Result
                : Stopwatch.GetElapsedTime(start).TotalMilliseconds >= options.ConnectTimeout ? new TimeoutException(exception.Message, exception)
                : new IOException("it closed the connection, as a server with too many connections does", exception);
        }
    }
}
