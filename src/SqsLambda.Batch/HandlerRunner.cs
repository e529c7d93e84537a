using System.Diagnostics;
using SqsLambda.Batch.Failures;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Tracing;

namespace SqsLambda.Batch;

/// <summary>
/// Step 5: calls the handler for what is still undecided. A fixed number of workers take one lane after the other, so nothing is
/// allocated per message; on a standard queue each record is a lane of its own.
/// </summary>
internal sealed class HandlerRunner<TMessage>(
    IMessageHandler<TMessage> handler, MessageBatch<TMessage> batch, FifoLanes? fifo, Settlements? settlements, DeadLettering? deadLetters,
    OutageBreaker outages, Deadline deadline, BatchLog log)
{
    private readonly int _laneCount = fifo?.Count ?? batch.Count;
    private readonly CancellationToken _stop = deadline.Stop;
    private int _lanesTaken;

    private bool IsStopped => _stop.IsCancellationRequested || outages.IsOpen;

    /// <summary>Decides every message, waiting for its handler as long as the deadline allows.</summary>
    /// <returns>Whether every handler that was called has ended.</returns>
    public async ValueTask<bool> RunAsync(int maxDegreeOfParallelism)
    {
        Task running = StartWorkers(Math.Min(maxDegreeOfParallelism, _laneCount));
        if (!running.IsCompleted)
        {
            await deadline.WaitForHandlersAsync(running);
        }

        DecideUnfinished();
        if (running.Exception is { } fault)
        {
            log.Fault(fault);
        }

        return running.IsCompleted;
    }

    private Task StartWorkers(int count)
    {
        List<Task>? running = null;
        for (int i = 0; i < count && Volatile.Read(ref _lanesTaken) < _laneCount; i++)
        {
            Task worker = WorkAsync();
            if (!worker.IsCompletedSuccessfully)
            {
                (running ??= new(count)).Add(worker);
            }
        }

        return running switch
        {
            null => Task.CompletedTask,
            [var single] => single,
            _ => Task.WhenAll(running),
        };
    }

    private async Task WorkAsync()
    {
        // What a handler sets in its asynchronous context (a trace, a log scope) must not reach the next message.
        ExecutionContext? context = ExecutionContext.Capture();
        for (int lane = TakeLane(); lane < _laneCount && !IsStopped; lane = TakeLane())
        {
            for (int i = FirstOf(lane); i >= 0; i = After(i))
            {
                if (!TryStart(i))
                {
                    if (fifo is not null)
                    {
                        await EndGroupUnlessDoneAsync(i);
                    }

                    continue;
                }

                if (context is not null)
                {
                    ExecutionContext.Restore(context);
                }

                MessageOutcome outcome;
                Activity? activity = MessageActivity.Start(batch[i].Context);
                try
                {
                    Task handling = handler.HandleAsync(batch[i].Message!, batch[i].Context, _stop)
                        ?? throw new InvalidOperationException("HandleAsync returned no task.");
                    await handling;
                    outcome = MessageOutcome.Succeeded.Instance;
                }
                catch (Exception exception)
                {
                    outcome = OutcomeOf(exception);
                }

                if (activity is not null)
                {
                    MessageActivity.End(activity, outcome);
                }

                Finish(i, outcome);
                if (fifo is not null)
                {
                    await EndGroupUnlessDoneAsync(i);
                }
            }
        }
    }

    private int TakeLane() => Interlocked.Increment(ref _lanesTaken) - 1;

    private int FirstOf(int lane) => fifo is null ? lane : fifo.First(lane);

    private int After(int index) => fifo is null ? -1 : fifo.After(index);

    private bool TryStart(int index)
    {
        ref MessageSlot<TMessage> slot = ref batch[index];
        bool isFollower = slot.Leader != index;
        if (fifo is null)
        {
            return !isFollower && slot.TryStart();
        }

        if (IsStopped)
        {
            return false;
        }

        if (fifo.GroupHasEnded(index))
        {
            slot.TryDecide(Reasons.EarlierOfGroup);
        }
        else if (isFollower)
        {
            batch.ShareLeadersOutcome(index);
        }
        else
        {
            return slot.TryStart();
        }

        return false;
    }

    private void Finish(int index, MessageOutcome outcome)
    {
        ref MessageSlot<TMessage> slot = ref batch[index];

        // First the settlement: once the outcome is known, the batch may be answered. What was cancelled may have had its effect, so its
        // claim is left to its lease.
        if (slot.IsClaimed && outcome is not MessageOutcome.NotFinished)
        {
            settlements!.Add(slot.Context, outcome.IsDone ? SettlementKind.Complete : SettlementKind.Release);
        }

        // Too late when the answer was given without waiting: then the message comes back. The settlement still counts, as it is fenced.
        slot.TryFinish(outcome);
        outages.Record(outcome);
    }

    /// <summary>A group goes on only after what is done, or is in the dead-letter queue in its turn.</summary>
    private ValueTask EndGroupUnlessDoneAsync(int index) =>
        IsStopped || batch[index].Outcome is { IsDone: true } ? ValueTask.CompletedTask
        : deadLetters is not null && batch[index].Outcome is MessageOutcome.PermanentlyFailed && !fifo!.GroupHasEnded(index)
            ? DeadLetterOrEndGroupAsync(index)
        : EndGroup(index);

    private async ValueTask DeadLetterOrEndGroupAsync(int index)
    {
        await deadLetters!.SendAsync(batch, [index]);
        if (batch[index].Outcome is not { IsDone: true })
        {
            fifo!.EndGroup(index);
        }
    }

    private ValueTask EndGroup(int index)
    {
        fifo!.EndGroup(index);
        return ValueTask.CompletedTask;
    }

    private MessageOutcome OutcomeOf(Exception exception) =>
        exception is OperationCanceledException && _stop.IsCancellationRequested ? MessageOutcome.NotFinished.Instance : MessageOutcome.Of(exception);

    private void DecideUnfinished()
    {
        // Workers that were not waited for still write the lanes' own marks.
        bool[] groupHasEnded = new bool[fifo?.GroupCount ?? 0];
        for (int i = 0; i < batch.Count; i++)
        {
            ref MessageSlot<TMessage> slot = ref batch[i];
            if (slot.Leader != i)
            {
                if (fifo is not null && groupHasEnded[fifo.GroupOf(i)])
                {
                    slot.TryDecide(Reasons.EarlierOfGroup);
                }
                else
                {
                    batch.ShareLeadersOutcome(i);
                }
            }

            slot.TryDecide(outages.IsOpen ? Reasons.DependencyUnavailable : Reasons.NoTimeLeft);
            slot.TryFinish(MessageOutcome.NotFinished.Instance);
            if (fifo is not null && slot.Outcome is not { IsDone: true })
            {
                groupHasEnded[fifo.GroupOf(i)] = true;
            }

            if (slot is { IsClaimed: true, Outcome: MessageOutcome.NotAttempted })
            {
                settlements!.Add(slot.Context, SettlementKind.Release);
            }
        }
    }
}
