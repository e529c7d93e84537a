using System.Diagnostics.CodeAnalysis;
using SqsLambda.Local.Sqs.Messages;
using SqsLambda.Local.Sqs.Redrive;

namespace SqsLambda.Local.Sqs.Queues;

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
    private bool _isDeleted;

    public QueueGuard(QueueState state, DeadLetters deadLetters, TimeProvider timeProvider)
    {
        _state = state;
        _deadLetters = deadLetters;
        _timer = new(timeProvider, OnTimer);
    }

    /// <summary>The time, in milliseconds since 1970.</summary>
    public long NowMs => _timer.NowMs;

    /// <inheritdoc cref="SqsQueue.DeadLettered"/>
    public Action<DeadLetteredMessage>? DeadLettered { get; set; }

    /// <inheritdoc cref="SqsQueue.Emptied"/>
    public Action? Emptied { get; set; }

    /// <summary>Does something to the state. It is not on a closure, since this is the way of every message.</summary>
    /// <exception cref="SqsException">The queue has been deleted.</exception>
    public TResult Do<TArguments, TResult>(TArguments arguments, Func<QueueState, TArguments, long, TResult> action) =>
        TryDo(arguments, action, out var result) ? result : throw SqsException.QueueDoesNotExist();

    /// <summary>Does something to the state, unless the queue has been deleted.</summary>
    /// <returns>Whether it was done.</returns>
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
            if (_deadLetters.Forward(DeadLettered) || isEmptied)
            {
                Emptied?.Invoke();
            }
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

        Emptied?.Invoke();
    }

    // What is due happens before anything is done.
    private void OnTimer() => TryDo(_timer, static (_, timer, _) => timer.HasRung(), out _);
}
