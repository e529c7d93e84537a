using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Tracing;

namespace SqsLambda.Batch.Pipeline;

/// <summary>
/// Step 5: calls the handler for every message that has no outcome yet. A limited number of workers process the lanes. While lanes are left, each
/// worker starts the next worker before it calls a handler, so that a handler that blocks its thread does not keep other messages from starting. Workers
/// with threads of their own all start at once.
/// </summary>
internal sealed class HandlerRunner<TMessage> : IThreadPoolWorkItem
{
    private const int None = -1;

    private readonly IMessageHandler<TMessage> _handler;
    private readonly MessageBatch<TMessage> _batch;
    private readonly Lanes? _fifo;
    private readonly Settling<TMessage> _settling;
    private readonly Invocation _invocation;
    private readonly BlockedThreads _blocked;
    private readonly MessageEnding<TMessage> _ending;
    private readonly CancellationToken _stop;
    private readonly TaskCompletionSource _ended = new();
    private readonly bool _isBlocking;
    private readonly int _maxWorkers;
    private readonly int _laneCount;
    private int _workers;
    private long _workerWaitsSince;
    private int _lanesTaken;
    private int _lanesLeft;

    /// <param name="handler">The handler.</param>
    /// <param name="options">The number of workers, and whether each has its own thread.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="fifo">The lanes of a FIFO queue; <see langword="null"/> for a standard queue.</param>
    /// <param name="settling">Receives the outcome of each handler.</param>
    /// <param name="invocation">The invocation.</param>
    public HandlerRunner(
        IMessageHandler<TMessage> handler, BatchOptions options, MessageBatch<TMessage> batch, Lanes? fifo, Settling<TMessage> settling,
        Invocation invocation)
    {
        _handler = handler;
        _batch = batch;
        _fifo = fifo;
        _settling = settling;
        _invocation = invocation;
        _stop = invocation.Deadline.Stop;
        _isBlocking = options.BlockingHandlers;
        _lanesLeft = _laneCount = fifo?.Count ?? batch.Count;
        _maxWorkers = Math.Min(options.MaxDegreeOfParallelism, _laneCount);
        _blocked = new(invocation, isDeclared: _isBlocking);
        _ending = new(settling, _blocked, isFifo: fifo is not null, invocation);
    }

    private bool IsStopped => _stop.IsCancellationRequested || _settling.IsOutage;

    /// <summary>Gives every message an outcome. It waits for the handlers as long as the deadline allows.</summary>
    public async ValueTask RunAsync()
    {
        _invocation.Deadline.EndWaitInTime(_ended);
        StartWorker();
        for (int i = 1; _isBlocking && i < _maxWorkers && TryStartNextWorker(); i++)
        {
        }

        await _ended.Task.ConfigureAwait(false);
        await _settling.ConfirmAsync().ConfigureAwait(false);
        DecideUnfinished();
    }

    void IThreadPoolWorkItem.Execute()
    {
        if (_invocation.Context is { } context)
        {
            ExecutionContext.Restore(context);
        }

        _ = WorkAsync();
    }

    private void StartWorker()
    {
        if (Interlocked.Increment(ref _workers) > _maxWorkers)
        {
            return;
        }

        // One worker at a time waits for its thread, because each starts the next.
        _workerWaitsSince = _invocation.TimeProvider.GetTimestamp();
        if (_isBlocking)
        {
            _invocation.Runtime.StartBlocking(this);
        }
        else
        {
            _invocation.Runtime.Start(this);
        }
    }

    /// <summary>Where no further thread can be had, fewer messages are handled at the same time.</summary>
    private bool TryStartNextWorker()
    {
        try
        {
            StartWorker();
            return true;
        }
        catch (Exception exception)
        {
            _invocation.Log.WorkerNotStarted(exception);
            return false;
        }
    }

    private async Task WorkAsync()
    {
        try
        {
            long started = _invocation.TimeProvider.GetTimestamp();
            long? now = started;
            _blocked.WorkerStarted(_workerWaitsSince, started);
            int index = TakeLane();
            if (!_isBlocking && Volatile.Read(ref _lanesTaken) < _laneCount)
            {
                TryStartNextWorker();
            }

            for (; index != None; index = After(index))
            {
                MessageState<TMessage> state = _batch[index];
                if (TryStart(state))
                {
                    Task handling = Call(state, ref now);
                    if (!handling.IsCompleted)
                    {
                        now = null;
                        await Hold(handling).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    }

                    if (_ending.End(state, handling) is { IsCompleted: false } confirming)
                    {
                        now = null;
                        await Hold(confirming).ConfigureAwait(false);
                    }
                }

                if (_fifo is not null && !IsStopped && state.Outcome is not { IsDone: true })
                {
                    now = null;
                    await Hold(DeadLetterOrEndGroupAsync(state)).ConfigureAwait(false);
                }
            }
        }
        catch (Exception exception)
        {
            _invocation.Log.Fault(exception);
            _ended.TrySetResult();
        }
    }

    /// <summary>Takes the next free lane, and returns its first record.</summary>
    private int TakeLane()
    {
        int lane = Interlocked.Increment(ref _lanesTaken) - 1;
        return lane >= _laneCount ? None : _fifo?.First(lane) ?? lane;
    }

    private int After(int index)
    {
        int next = _fifo?.After(index) ?? None;
        if (next != None)
        {
            return next;
        }

        if (Interlocked.Decrement(ref _lanesLeft) == 0)
        {
            _ended.TrySetResult();
        }

        return TakeLane();
    }

    private bool TryStart(MessageState<TMessage> state)
    {
        if (_fifo is null)
        {
            return !state.IsFollower && !IsStopped && state.TryStart();
        }

        if (IsStopped)
        {
            return false;
        }

        if (_fifo.GroupHasEnded(state.Index))
        {
            state.TryDecide(Reasons.EarlierOfGroup);
            return false;
        }

        if (state.IsFollower)
        {
            _batch.ShareLeadersOutcome(state);
            return false;
        }

        return state.TryStart();
    }

    /// <summary>
    /// Calls the handler. If the handler changes a context of its thread, for example a trace or a log scope, no other code sees the change.
    /// </summary>
    /// <param name="state">The message.</param>
    /// <param name="now">Before the call: the current timestamp of the clock, or <see langword="null"/> if it is not known. After the call: the current timestamp.</param>
    private Task Call(MessageState<TMessage> state, ref long? now)
    {
        ExecutionContext? context = _invocation.Context ?? ExecutionContext.Capture();
        SynchronizationContext? synchronization = SynchronizationContext.Current;
        long calledAt = now ?? _invocation.TimeProvider.GetTimestamp();
        state.CalledAt = calledAt;
        state.Context.WorkRefusal = WorkRefusal(state);
        state.Activity = MessageActivity.Start(state.Context);
        Task handling;
        try
        {
            handling = _handler.HandleAsync(state.Message!, state.Context, _stop)
                ?? throw new InvalidOperationException("HandleAsync returned no task.");
        }
        catch (Exception exception)
        {
            handling = Task.FromException(exception);
        }

        if (context is not null)
        {
            ExecutionContext.Restore(context);
        }

        if (SynchronizationContext.Current != synchronization)
        {
            SynchronizationContext.SetSynchronizationContext(synchronization);
        }

        state.HasReturned = true;
        long returnedAt = _invocation.TimeProvider.GetTimestamp();
        now = returnedAt;
        _blocked.Returned(calledAt, returnedAt, delaysOthers: Volatile.Read(ref _lanesTaken) < _laneCount);
        return handling;
    }

    private string? WorkRefusal(MessageState<TMessage> state) => state switch
    {
        { Context.Key: null } => Reasons.NoIdempotency,
        _ when !_settling.CanDoWork => Reasons.StoreWithoutWork,
        { IsClaimed: true, Context.IsClaimDoubtful: false } => null,
        _ => Reasons.NoClaimForWork,
    };

    /// <summary>
    /// Blocks the worker's own thread while it waits, if the worker has one. The wait ends with the batch, so that a handler that never ends does not
    /// keep the thread.
    /// </summary>
    private Task Hold(Task task)
    {
        if (_isBlocking && !task.IsCompleted)
        {
            Task.WaitAny(task, _ended.Task);
        }

        return task;
    }

    /// <summary>
    /// Ends the group unless the message is done. A message that failed permanently is first sent to the dead-letter queue, and is then done.
    /// </summary>
    private async Task DeadLetterOrEndGroupAsync(MessageState<TMessage> state)
    {
        if (_settling.DeadLettersInTurn && state.Outcome is MessageOutcome.PermanentlyFailed && !_fifo!.GroupHasEnded(state.Index))
        {
            await _settling.DeadLetterAsync(state).ConfigureAwait(false);
        }

        if (state.Outcome is not { IsDone: true })
        {
            _fifo!.EndGroup(state.Index);
        }
    }

    private void DecideUnfinished()
    {
        // Workers that still run may change the lanes, so this method keeps its own marks.
        bool[] groupHasEnded = new bool[_fifo?.GroupCount ?? 0];
        foreach (MessageState<TMessage> state in _batch.States)
        {
            if (state.IsFollower)
            {
                if (_fifo is not null && groupHasEnded[_fifo.GroupOf(state.Index)])
                {
                    state.TryDecide(Reasons.EarlierOfGroup);
                }
                else
                {
                    _batch.ShareLeadersOutcome(state);
                }
            }

            state.TryDecide(_settling.IsOutage ? Reasons.Outage : Reasons.NoTimeLeft);
            _ending.EndUnfinished(state);

            if (_fifo is not null && state.Outcome is not { IsDone: true })
            {
                groupHasEnded[_fifo.GroupOf(state.Index)] = true;
            }

            if (state is { IsClaimed: true, Outcome: MessageOutcome.NotAttempted })
            {
                _settling.Settle(state, SettlementKind.Release);
            }
        }
    }
}
