namespace SqsLambda.Local.Sqs;

/// <summary>
/// Guards the state of a queue: one short lock, under which what is due happens first and those who wait are served last. What has to go to
/// another queue goes there after the lock, so that no thread ever holds two of them.
/// </summary>
internal sealed class QueueGuard : IDisposable
{
    private readonly Lock _lock = new();
    private readonly QueueState _state;
    private readonly DeadLetters _deadLetters;
    private readonly QueueTimer _timer;
    private volatile bool _isDeleted;

    public QueueGuard(QueueState state, DeadLetters deadLetters, TimeProvider timeProvider)
    {
        _state = state;
        _deadLetters = deadLetters;
        _timer = new(timeProvider, OnTimer);
    }

    /// <summary>The time, in milliseconds since 1970.</summary>
    public long NowMs => _timer.NowMs;

    /// <summary>Whether the queue has been deleted: it stays so.</summary>
    public bool IsDeleted => _isDeleted;

    /// <inheritdoc cref="SqsQueue.DeadLettered"/>
    public Action<DeadLetteredMessage>? DeadLettered { get; set; }

    /// <summary>Does something to the state. It is not on a closure, since this is the way of every message.</summary>
    /// <exception cref="SqsException">The queue has been deleted.</exception>
    public TResult Do<TArguments, TResult>(TArguments arguments, Func<QueueState, TArguments, long, TResult> action)
    {
        try
        {
            lock (_lock)
            {
                if (_isDeleted)
                {
                    throw SqsException.QueueDoesNotExist();
                }

                long now = _timer.NowMs;
                _state.Advance(now);
                try
                {
                    return action(_state, arguments, now);
                }
                finally
                {
                    _state.ServePolls(now);
                    _timer.RingAt(_state.NextDueMs);
                }
            }
        }
        finally
        {
            _deadLetters.Forward(DeadLettered);
        }
    }

    /// <summary>Waits until a poll is served or ends.</summary>
    /// <exception cref="OperationCanceledException">The wait was cancelled before that.</exception>
    public async Task<IReadOnlyList<ReceivedMessage>> WaitAsync(LinkedListNode<LongPoll> poll, CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.UnsafeRegister(
            (_, token) =>
            {
                lock (_lock)
                {
                    if (_state.Polls.Remove(poll))
                    {
                        poll.Value.Cancel(token);
                    }
                }
            },
            null);
        return await poll.Value.Completion;
    }

    /// <summary>Deletes the queue: whoever uses it from now on, or waits on it, is told that it does not exist.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDeleted = true;
            _state.Clear();
            _state.Polls.Fail(SqsException.QueueDoesNotExist);
            _timer.Dispose();
        }
    }

    private void OnTimer()
    {
        try
        {
            // What is due happens before anything is done.
            Do(_timer, static (_, timer, _) => timer.HasRung());
        }
        catch (SqsException) when (_isDeleted)
        {
            // It rang while the queue was being deleted.
        }
    }
}
