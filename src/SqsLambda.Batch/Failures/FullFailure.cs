using SqsLambda.Batch.Pipeline;

namespace SqsLambda.Batch.Failures;

/// <summary>Tells whether a whole batch failed: each message was tried and failed, or was not tried because another one failed.</summary>
internal static class FullFailure
{
    /// <summary>What the invocation throws; <see langword="null"/> if anything else happened to a message.</summary>
    public static BatchFailedException? Of<TMessage>(MessageBatch<TMessage> batch)
    {
        int failed = 0;
        foreach (MessageState<TMessage> state in batch.States)
        {
            switch (Outcomes.Describe(state.Outcome!).Share)
            {
                case FullFailureShare.None:
                    return null;
                case FullFailureShare.Failed:
                    failed++;
                    break;
            }
        }

        return failed == 0 ? null
            : failed == batch.Count ? new($"All {failed} messages of the batch failed (see the log).")
            : new($"{failed} of {batch.Count} messages of the batch failed, and the others were not attempted because of them (see the log).");
    }
}
