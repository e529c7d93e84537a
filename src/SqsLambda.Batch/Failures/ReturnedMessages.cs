namespace SqsLambda.Batch.Failures;

/// <summary>Hides the messages of a batch that are returned, each for as long as it should not come back.</summary>
internal sealed class ReturnedMessages(IMessageVisibility visibility, RetryDelays delays, Deadline deadline, BatchLog log)
{
    /// <summary>
    /// Hides what is not done. On a FIFO queue all returned messages of a group share the delay of the first of them, so that order holds.
    /// It never throws: what cannot be hidden comes back when its visibility timeout ends.
    /// </summary>
    public async ValueTask HideAsync<TMessage>(MessageBatch<TMessage> batch, FifoLanes? fifo)
    {
        List<VisibilityChange> changes = Wanted(batch, fifo);
        if (changes.Count == 0)
        {
            return;
        }

        IReadOnlyList<QueueFailure?> all = await QueueCall.MakeAsync(changes, visibility.ChangeAsync, deadline);
        foreach (var failures in all.OfType<QueueFailure>().GroupBy(static failure => failure.Code))
        {
            log.NotHidden(failures.Count(), failures.First());
        }
    }

    private List<VisibilityChange> Wanted<TMessage>(MessageBatch<TMessage> batch, FifoLanes? fifo)
    {
        List<VisibilityChange> changes = [];
        var groups = new TimeSpan?[fifo?.GroupCount ?? 0];
        bool[] hasReturned = new bool[groups.Length];
        for (int i = 0; i < batch.Count; i++)
        {
            ref MessageSlot<TMessage> slot = ref batch[i];
            if (slot.Outcome is not { IsDone: false } outcome)
            {
                continue;
            }

            TimeSpan? delay;
            if (fifo is null)
            {
                delay = delays.Of(slot.Context, outcome);
            }
            else
            {
                ref TimeSpan? ofGroup = ref groups[fifo.GroupOf(i)];
                ref bool isLater = ref hasReturned[fifo.GroupOf(i)];
                delay = ofGroup = isLater ? ofGroup : delays.Of(slot.Context, outcome);
                isLater = true;
            }

            if (delay is { } timeout)
            {
                changes.Add(new(slot.Context, timeout));
            }
        }

        return changes;
    }
}
