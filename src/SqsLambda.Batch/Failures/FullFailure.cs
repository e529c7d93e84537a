using SqsLambda.Batch.Pipeline;

namespace SqsLambda.Batch.Failures;

/// <summary>Decides whether a whole batch failed: each message failed, or was not attempted because another one failed.</summary>
internal static class FullFailure
{
    /// <summary>The exception to throw; <see langword="null"/> if any message has another outcome.</summary>
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
