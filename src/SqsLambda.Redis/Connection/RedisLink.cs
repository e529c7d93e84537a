using StackExchange.Redis;

namespace SqsLambda.Redis.Connection;

/// <summary>
/// The connection to Redis, which all calls share. It is opened by the first call. If it breaks, the next call opens a new one: after a freeze of
/// the execution environment, the timers of the old one would be late.
/// </summary>
/// <param name="createOptions">Creates the options of a connection.</param>
/// <param name="connected">Called for each new connection.</param>
internal sealed class RedisLink(Func<ConfigurationOptions> createOptions, Action<IConnectionMultiplexer> connected) : IAsyncDisposable
{
    // To look up the name of a server may take longer than the client's timeout.
    private static readonly TimeSpan OpenLimit = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan CauseLimit = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private Task<IConnectionMultiplexer>? _connection;
    private bool _isDisposed;

    /// <summary>Returns the connection, or opens one. Concurrent callers share it.</summary>
    /// <exception cref="Exception">It cannot be opened. The next call tries again.</exception>
    public Task<IConnectionMultiplexer> OpenAsync()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(RedisIdempotencyStore));
            if (_connection is { IsCompleted: true } && !IsUsable(_connection))
            {
                Retire();
            }

            // The client has timers, which would keep the data of the first caller alive.
            if (_connection is null)
            {
                using AsyncFlowControl? flow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
                _connection = Task.Run(ConnectAsync);
                Abandoned.Observe(_connection);
            }

            return _connection;
        }
    }

    /// <summary>Gives a connection up, unless another caller did so before.</summary>
    public void GiveUp(IConnectionMultiplexer connection)
    {
        lock (_lock)
        {
            if (_connection is { IsCompletedSuccessfully: true } current && current.Result == connection)
            {
                Retire();
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _isDisposed = true;
            Retire();
        }

        return ValueTask.CompletedTask;
    }

    private static bool IsUsable(Task<IConnectionMultiplexer> connection) => connection.IsCompletedSuccessfully && connection.Result.IsConnected;

    private async Task<IConnectionMultiplexer> ConnectAsync()
    {
        var failure = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        ConfigurationOptions options = RedisOptions.Bounded(createOptions());
        options.ConnectionAttemptCompleted += (_, attempt) =>
        {
            if (attempt.Exception is { } exception)
            {
                failure.TrySetResult(exception);
            }
        };

        Task<ConnectionMultiplexer> opening = ConnectionMultiplexer.ConnectAsync(options);
        try
        {
            ConnectionMultiplexer connection = await opening.WaitAsync(OpenLimit).ConfigureAwait(false);
            connected(connection);
            return connection;
        }
        catch (TimeoutException)
        {
            Close(opening);
            throw;
        }
        catch (RedisConnectionException exception) when (exception.InnerException is null)
        {
            // The client says only that it did not connect. It tells the cause on another thread, or never if the server did not answer.
            await Task.WhenAny(failure.Task, Task.Delay(CauseLimit)).ConfigureAwait(false);
            throw failure.Task.IsCompleted ? failure.Task.Result : new TimeoutException(exception.Message, exception);
        }
    }

    private void Retire()
    {
        if (_connection is not null)
        {
            Close(_connection);
            _connection = null;
        }
    }

    // Nobody waits for a connection that is given up. Calls that still use it fail, and are made again on the next one.
    private static void Close<T>(Task<T> connection)
        where T : IConnectionMultiplexer =>
        connection.ContinueWith(
            static connection => connection.Exception is null ? connection.Result.CloseAsync(allowCommandsToComplete: false) : Task.CompletedTask,
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default);
}
