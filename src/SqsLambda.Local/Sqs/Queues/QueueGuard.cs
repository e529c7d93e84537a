using System.Diagnostics.CodeAnalysis;
using SqsLambda.Local.Sqs.Messages;
using SqsLambda.Local.Sqs.Redrive;

namespace SqsLambda.Local.Sqs.Queues;

/// <summary>
/// Guards the state of a queue with one lock. Each call first advances the state to the present time and finally serves the receives that
/// wait. Messages for the dead-letter queue are handed over after the lock is released, so no thread ever holds two locks.
/// </summary>
internal sealed class QueueGuard : IDisposable
{
    private readonly Lock _lock = new();
    private readonly QueueState _state;
    private readonly DeadLetters _deadLetters;
    private readonly QueueObservers _observers;
    private readonly QueueTimer _timer;
    private bool _isDeleted;

    public QueueGuard(QueueState state, DeadLetters deadLetters, QueueObservers observers, TimeProvider timeProvider)
    {
        _state = state;
        _deadLetters = deadLetters;
        _observers = observers;
        _timer = new(timeProvider, OnTimer);
    }

    /// <summary>The time, in milliseconds since 1970.</summary>
    public long NowMs => _timer.NowMs;

    /// <summary>Runs an action on the state. The arguments are passed on, so that no call allocates a closure.</summary>
    /// <exception cref="SqsException">The queue has been deleted.</exception>
    public TResult Do<TArguments, TResult>(TArguments arguments, Func<QueueState, TArguments, long, TResult> action) =>
        TryDo(arguments, action, out var result) ? result : throw SqsException.QueueDoesNotExist();

    /// <summary>Runs an action on the state, unless the queue has been deleted.</summary>
    /// <returns>Whether the action ran.</returns>
    public bool TryDo<TArguments, TResult>(
        TArguments arguments, Func<QueueState, TArguments, long, TResult> action, [MaybeNullWhen(false)] out TResult result)
    {
        bool isEmptied = false;
        try
        {
            lock (_lock)
            {
                if (_isDeleted)
                {
                    result = default;
                    return false;
                }

                bool heldNothing = _state.HoldsNothing;
                long now = _timer.NowMs;
                _state.Advance(now);
                try
                {
                    result = action(_state, arguments, now);
                    return true;
                }
                finally
                {
                    _state.ServePolls(now);
                    _timer.RingAt(_state.NextDueMs);
                    isEmptied = _state.HoldsNothing && !heldNothing;
                }
            }
        }
        finally
        {
            if (_deadLetters.Forward(_observers) || isEmptied)
            {
                TellEmptied();
            }
        }
    }

    /// <summary>Waits until a poll is served or ends.</summary>
    /// <exception cref="OperationCanceledException">The wait was cancelled first.</exception>
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

    /// <summary>Deletes the queue. Later calls, and receives that wait, fail because the queue does not exist.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDeleted = true;
            _state.Clear(MessageExit.QueueDeleted, _timer.NowMs);
            _state.Polls.Fail(SqsException.QueueDoesNotExist);
            _timer.Dispose();
        }

        TellEmptied();
    }

    private void TellEmptied()
    {
        foreach (IQueueObserver observer in _observers.All)
        {
            observer.OnEmptied();
        }
    }

    // TryDo advances the state first: nothing else is to be done.
    private void OnTimer() => TryDo(_timer, static (_, timer, _) => timer.HasRung(), out _);
}
