namespace SqsLambda.Batch.Failures;

/// <summary>Sends what failed permanently to a dead-letter queue; then it is done.</summary>
internal sealed class DeadLettering(IDeadLetterSender queue, Deadline deadline, BatchLog log)
{
    /// <summary>Sends every message of the batch that failed permanently. It never throws: what could not be sent is returned.</summary>
    public ValueTask SendAllAsync<TMessage>(MessageBatch<TMessage> batch)
    {
        List<int>? failed = null;
        for (int i = 0; i < batch.Count; i++)
        {
            if (batch[i].Outcome is MessageOutcome.PermanentlyFailed)
            {
                (failed ??= []).Add(i);
            }
        }

        return failed is null ? ValueTask.CompletedTask : SendAsync(batch, failed);
    }

    /// <summary>Sends messages that failed permanently. It never throws: what could not be sent is returned.</summary>
    public async ValueTask SendAsync<TMessage>(MessageBatch<TMessage> batch, IReadOnlyList<int> indexes)
    {
        DeadLetter[] letters = [.. indexes.Select(index => LetterOf(batch[index]))];
        IReadOnlyList<QueueFailure?> failures = await QueueCall.MakeAsync(letters, queue.SendAsync, deadline);
        for (int i = 0; i < letters.Length; i++)
        {
            if (failures[i] is { } failure)
            {
                batch[indexes[i]].NotDeadLettered(failure);
            }
            else
            {
                batch[indexes[i]].DeadLetter();
                log.DeadLettered(letters[i]);
            }
        }
    }

    private static DeadLetter LetterOf<TMessage>(MessageSlot<TMessage> slot)
    {
        var failure = (MessageOutcome.PermanentlyFailed)slot.Outcome!;
        return new(slot.Context, slot.Context.Body ?? "", failure.Kind, failure.Reason);
    }
}
