using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Metrics;
using SqsLambda.Batch.Tracing;

namespace SqsLambda.Batch.Pipeline;

/// <summary>
/// Gives a message the outcome of its handler, and settles its claim. If the handler enlisted work, the outcome follows from the completion: the message
/// is done when the store has done the work.
/// </summary>
/// <param name="settling">Settles the claims, and records the outcomes.</param>
/// <param name="blocked">Is told of handlers that keep their thread.</param>
/// <param name="isFifo">Whether a worker waits for the outcome, because the next message of the group depends on it.</param>
/// <param name="invocation">The invocation.</param>
internal sealed class MessageEnding<TMessage>(Settling<TMessage> settling, BlockedThreads blocked, bool isFifo, Invocation invocation)
{
    /// <summary>Ends a message whose handler has ended.</summary>
    /// <returns>If somebody waits for the outcome: a task that completes when it is known.</returns>
    public Task End(MessageState<TMessage> state, Task handling)
    {
        TimeSpan duration = BatchMeter.MeasuresHandlers ? invocation.TimeProvider.GetElapsedTime(state.CalledAt!.Value) : default;
        MessageOutcome outcome = OutcomeOf(handling);
        if (state.Context.TakeWork() is { Count: > 0 } work && outcome is MessageOutcome.Succeeded)
        {
            // Whether a dependency is down is what the handler says, not what the store says.
            settling.Record(outcome);
            return Complete(state, work, duration);
        }

        // Settle first: once the outcome is known, the invocation may answer. A handler that was cancelled may have had its effect, so its claim
        // stays until its lease ends.
        if (state.IsClaimed && outcome is not MessageOutcome.NotFinished)
        {
            settling.Settle(state, outcome.IsDone ? SettlementKind.Complete : SettlementKind.Release);
        }

        Finish(state, outcome, duration);
        settling.Record(outcome);
        return Task.CompletedTask;
    }

    /// <summary>Ends a message that has not ended in time.</summary>
    public void EndUnfinished(MessageState<TMessage> state)
    {
        MessageOutcome outcome = state.Confirming is { } work ? MessageOutcome.NotFinished.Unconfirmed(work.Reason) : MessageOutcome.NotFinished.Instance;
        if (!state.TryFinish(outcome))
        {
            return;
        }

        EndActivity(state, outcome);
        if (state is { HasReturned: false, CalledAt: { } calledAt })
        {
            blocked.NotReturned(calledAt);
        }
    }

    private Task Complete(MessageState<TMessage> state, IReadOnlyList<object> work, TimeSpan duration)
    {
        var known = isFifo ? new KnownOutcome() : null;
        var confirming = new EnlistedWork(work, result =>
        {
            if (result.Status == SettlementStatus.Refused)
            {
                settling.Settle(state, SettlementKind.Release);
            }

            Finish(state, Outcomes.OfEnlistedWork(result, invocation.TimeProvider.GetUtcNow()), duration);
            known?.Tell(invocation);
        });
        state.Confirming = confirming;
        settling.Complete(state, confirming);
        return known?.Task ?? Task.CompletedTask;
    }

    private static void Finish(MessageState<TMessage> state, MessageOutcome outcome, TimeSpan duration)
    {
        EndActivity(state, outcome);
        if (BatchMeter.MeasuresHandlers)
        {
            BatchMeter.HandlerEnded(state.Context, Outcomes.Describe(outcome), duration);
        }

        // If the invocation has already answered, the message comes back. The settlement is still correct, because the store checks the owner.
        state.TryFinish(outcome);
    }

    private static void EndActivity(MessageState<TMessage> state, MessageOutcome outcome)
    {
        if (state.TakeActivity() is { } activity)
        {
            MessageActivity.End(activity, Outcomes.Describe(outcome));
        }
    }

    private MessageOutcome OutcomeOf(Task handling)
    {
        if (handling.IsCompletedSuccessfully)
        {
            return MessageOutcome.Succeeded.Instance;
        }

        try
        {
            handling.GetAwaiter().GetResult();
            return MessageOutcome.Succeeded.Instance;
        }
        catch (OperationCanceledException) when (invocation.Deadline.Stop.IsCancellationRequested)
        {
            return MessageOutcome.NotFinished.Instance;
        }
        catch (Exception exception)
        {
            return Outcomes.OfException(exception);
        }
    }

    private sealed class KnownOutcome : TaskCompletionSource, IThreadPoolWorkItem
    {
        /// <summary>The next handler of the group must not run on the thread that writes the settlements, unless there is no other.</summary>
        public void Tell(Invocation invocation)
        {
            try
            {
                invocation.Runtime.Start(this);
            }
            catch (Exception exception)
            {
                invocation.Log.WorkerNotStarted(exception);
                Execute();
            }
        }

        public void Execute() => TrySetResult();
    }
}
