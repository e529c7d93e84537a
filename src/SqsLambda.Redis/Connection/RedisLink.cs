using StackExchange.Redis;

namespace SqsLambda.Redis.Connection;

/// <summary>
/// The connection to Redis, which all calls share. It is opened by the first call. If it breaks, a call opens a new one: after a freeze of the
/// execution environment, the timers of the old one would be late.
/// </summary>
/// <param name="openAsync">Opens a connection.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class RedisLink(Func<Task<IConnectionMultiplexer>> openAsync, TimeProvider timeProvider) : IAsyncDisposable
{
    // How often a connection is sought to servers that were not there last time.
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(3);

    private readonly Lock _lock = new();
    private Task<IConnectionMultiplexer>? _connection;
    private Task<IConnectionMultiplexer>? _replacement;
    private long? _incompleteSince;
    private bool _isDisposed;

    /// <summary>Returns the connection, or opens one. Concurrent callers share it.</summary>
    /// <exception cref="ObjectDisposedException">The store is disposed of.</exception>
    /// <exception cref="Exception">It cannot be opened. The next call tries again.</exception>
    public Task<IConnectionMultiplexer> OpenAsync()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(RedisIdempotencyStore));
            if (_connection is { IsCompleted: true } && !(_connection.IsCompletedSuccessfully && _connection.Result.IsConnected))
            {
                Retire();
            }

            return _connection ??= Start();
        }
    }

    /// <summary>
    /// Gives a connection up, unless another caller did so before. If it leads to several servers, calls go on with those that answer until a new one
    /// is open.
    /// </summary>
    public void GiveUp(IConnectionMultiplexer broken)
    {
        lock (_lock)
        {
            if (_connection is not { IsCompletedSuccessfully: true } current || current.Result != broken)
            {
                return;
            }

            if (!broken.IsConnected || !HasSeveralServers(broken))
            {
                Retire();
            }
            else if (_replacement is null && (_incompleteSince is not { } time || timeProvider.GetElapsedTime(time) >= RetryInterval))
            {
                _replacement = ReplaceAsync(current);
                Abandoned.Observe(_replacement);
            }
        }
    }

    /// <summary>Gives a connection up if the client ends calls that nobody waits for any more, because they were not answered.</summary>
    public void GiveUpOnTimeout(IConnectionMultiplexer connection, Task calls) => calls.ContinueWith(
        failed =>
        {
            if (failed.Exception!.InnerExceptions.Any(static exception => exception is RedisTimeoutException))
            {
                GiveUp(connection);
            }
        },
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted,
        TaskScheduler.Default);

    /// <summary>Returns the connection that comes after one that was given up.</summary>
    /// <returns><see langword="null"/> if there is none to wait for: a server was not there a moment ago either, and calls go on without it.</returns>
    /// <exception cref="ObjectDisposedException">The store is disposed of.</exception>
    public Task<IConnectionMultiplexer>? OpenNextAsync(IConnectionMultiplexer broken)
    {
        lock (_lock)
        {
            return _connection is not { IsCompletedSuccessfully: true } current || current.Result != broken ? OpenAsync()
                : _incompleteSince is null ? _replacement
                : null;
        }
    }

    public static bool HasSeveralServers(IConnectionMultiplexer connection) => connection.GetEndPoints().Length > 1;

    public ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _isDisposed = true;
            Retire();
        }

        return ValueTask.CompletedTask;
    }

    private async Task<IConnectionMultiplexer> ReplaceAsync(Task<IConnectionMultiplexer> broken)
    {
        Task<IConnectionMultiplexer> opening = Start();
        await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        bool isOpen = opening.IsCompletedSuccessfully;
        lock (_lock)
        {
            _replacement = null;
            if (isOpen && _connection == broken)
            {
                RedisOpening.Close(broken);
                _connection = opening;
            }
            else if (isOpen)
            {
                RedisOpening.Close(opening);
                opening = OpenAsync();
            }
        }

        return await opening.ConfigureAwait(false);
    }

    // The client has timers, which would keep the data of the first caller alive.
    private Task<IConnectionMultiplexer> Start()
    {
        using AsyncFlowControl? flow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        Task<IConnectionMultiplexer> connection = Task.Run(OpenAndNoteAsync);
        Abandoned.Observe(connection);
        return connection;
    }

    private async Task<IConnectionMultiplexer> OpenAndNoteAsync()
    {
        bool isComplete = false;
        try
        {
            IConnectionMultiplexer connection = await openAsync().ConfigureAwait(false);
            isComplete = connection.GetServers().All(static server => server.IsConnected);
            return connection;
        }
        finally
        {
            lock (_lock)
            {
                _incompleteSince = isComplete ? null : timeProvider.GetTimestamp();
            }
        }
    }

    private void Retire()
    {
        if (_connection is not null)
        {
            RedisOpening.Close(_connection);
            _connection = null;
        }
    }
}
