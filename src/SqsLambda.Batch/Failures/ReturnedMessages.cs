using SqsLambda.Batch.Pipeline;

namespace SqsLambda.Batch.Failures;

/// <summary>Hides the returned messages of a batch, each for its own delay.</summary>
internal sealed class ReturnedMessages(IMessageVisibility visibility, RetryDelays delays, Invocation invocation)
{
    /// <summary>
    /// Hides the messages that are not done. On a FIFO queue all returned messages of a group get the delay of the first one, so that they keep
    /// their order. It never throws. A message that cannot be hidden comes back when its visibility timeout ends.
    /// </summary>
    public async ValueTask HideAsync<TMessage>(MessageBatch<TMessage> batch, Lanes? fifo)
    {
        List<VisibilityChange> changes = Wanted(batch, fifo);
        if (changes.Count == 0)
        {
            return;
        }

        var call = await invocation.CallAsync(
            visibility.ChangeAsync, (IReadOnlyList<VisibilityChange>)changes, Deadline.ForCall(invocation.Deadline.UntilAnswer, changes.Count)).ConfigureAwait(false);
        foreach (var failures in QueueAnswer.Of(call, changes.Count).OfType<QueueFailure>().GroupBy(static failure => failure.Code))
        {
            invocation.Log.NotHidden(failures.Count(), failures.First());
        }
    }

    private List<VisibilityChange> Wanted<TMessage>(MessageBatch<TMessage> batch, Lanes? fifo)
    {
        List<VisibilityChange> changes = [];
        var groups = new TimeSpan?[fifo?.GroupCount ?? 0];
        bool[] hasReturned = new bool[groups.Length];
        foreach (MessageState<TMessage> state in batch.States)
        {
            if (state.Outcome is not { IsDone: false } outcome)
            {
                continue;
            }

            TimeSpan? delay;
            if (fifo is null)
            {
                delay = delays.Of(state.Context, outcome);
            }
            else
            {
                ref TimeSpan? ofGroup = ref groups[fifo.GroupOf(state.Index)];
                ref bool isLater = ref hasReturned[fifo.GroupOf(state.Index)];
                delay = ofGroup = isLater ? ofGroup : delays.Of(state.Context, outcome);
                isLater = true;
            }

            if (delay is { } timeout)
            {
                changes.Add(new(state.Context, timeout));
            }
        }

        return changes;
    }
}
