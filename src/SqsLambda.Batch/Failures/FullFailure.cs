namespace SqsLambda.Batch.Failures;

/// <summary>Tells whether a batch failed wholly: each message was tried and failed, or an outage that others of the batch met kept it from starting.</summary>
internal static class FullFailure
{
    /// <summary>What the invocation is to throw; <see langword="null"/> where anything else became of a message.</summary>
    public static BatchFailedException? Of<TMessage>(MessageBatch<TMessage> batch)
    {
        int failed = 0;
        foreach (ref readonly MessageSlot<TMessage> slot in batch.Slots)
        {
            switch (slot.Outcome)
            {
                case MessageOutcome.Failed or MessageOutcome.NotFinished or MessageOutcome.PermanentlyFailed:
                    failed++;
                    break;
                case var outcome when ReferenceEquals(outcome, Reasons.DependencyUnavailable):
                    break;
                default:
                    return null;
            }
        }

        return failed == batch.Count
            ? new($"All {failed} messages of the batch failed (see the log).")
            : new($"Of {batch.Count} messages of the batch {failed} failed, and an outage kept the others from starting (see the log).");
    }
}
