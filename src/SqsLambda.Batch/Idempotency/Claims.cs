using SqsLambda.Batch.Pipeline;

namespace SqsLambda.Batch.Idempotency;

/// <summary>Step 4: claims the keys of a batch, all with one call.</summary>
internal sealed class Claims<TMessage>(IdempotencyOptions<TMessage> options)
{
    /// <summary>Sets the outcome of every message that must not run, and marks the messages whose keys are claimed.</summary>
    /// <param name="batch">The batch. Records that have an outcome, and records that share the outcome of an earlier one, are not claimed.</param>
    /// <param name="fifo">The lanes of a FIFO queue. After a failure, no later message of the same group is claimed.</param>
    /// <param name="groupsGoOn">
    /// Whether a group goes on after a permanent failure, because the failed message is dead-lettered before the next one starts.
    /// </param>
    /// <param name="invocation">The invocation.</param>
    public async ValueTask ClaimAsync(MessageBatch<TMessage> batch, Lanes? fifo, bool groupsGoOn, Invocation invocation)
    {
        List<MessageState<TMessage>> wanted = Wanted(batch, fifo, groupsGoOn);
        if (wanted.Count == 0)
        {
            return;
        }

        long asked = invocation.Tally.Now();
        var claims = new Claim[wanted.Count];
        for (int i = 0; i < claims.Length; i++)
        {
            claims[i] = new(wanted[i].Context.Key!, wanted[i].Payload);
        }

        IReadOnlyList<ClaimResult> results = await new ClaimRequests(options.Store, claims, invocation).AskAsync().ConfigureAwait(false);
        invocation.Tally.StoreWaited(asked);
        Apply(wanted, results, invocation);
    }

    private static List<MessageState<TMessage>> Wanted(MessageBatch<TMessage> batch, Lanes? fifo, bool groupsGoOn)
    {
        var wanted = new List<MessageState<TMessage>>(batch.Count);
        bool[] groupHasFailed = new bool[fifo?.GroupCount ?? 0];
        foreach (MessageState<TMessage> state in batch.States)
        {
            if (state.Outcome is null)
            {
                if (!state.IsFollower && (fifo is null || !groupHasFailed[fifo.GroupOf(state.Index)]))
                {
                    wanted.Add(state);
                }
            }
            else if (fifo is not null && !state.Outcome.IsDone && !(groupsGoOn && state.Outcome is MessageOutcome.PermanentlyFailed))
            {
                groupHasFailed[fifo.GroupOf(state.Index)] = true;
            }
        }

        return wanted;
    }

    private void Apply(List<MessageState<TMessage>> wanted, IReadOnlyList<ClaimResult> results, Invocation invocation)
    {
        int unprotected = 0;
        string? reason = null;
        for (int i = 0; i < wanted.Count; i++)
        {
            MessageState<TMessage> state = wanted[i];
            ClaimResult result = results[i];
            switch (result.Status)
            {
                case ClaimStatus.Claimed:
                    state.IsClaimed = true;
                    break;
                case ClaimStatus.Completed:
                    bool isOfBody = state.Payload.IsOfBody;
                    state.TryDecide(Outcomes.OfLaterMessage(
                        MessageOutcome.Succeeded.Instance, result.PayloadDiffers && isOfBody, result.PayloadDiffers && !isOfBody));
                    break;
                case ClaimStatus.InProgress:
                    state.TryDecide(Outcomes.InProgress(invocation.TimeProvider.GetUtcNow(), result.LeaseRemaining));
                    break;
                case var _ when invocation.Deadline.Stop.IsCancellationRequested:
                    break;
                case var _ when options.StoreFailurePolicy == StoreFailurePolicy.Fail:
                    state.TryDecide(Reasons.StoreUnavailable(result.Reason));
                    break;
                default:
                    // A claim without an answer may have been granted. It is settled as if it had been granted, so that a later copy is
                    // recognised.
                    state.IsClaimed = state.Context.IsClaimDoubtful = result.Status == ClaimStatus.Unavailable;
                    unprotected++;
                    reason ??= result.Reason;
                    break;
            }
        }

        if (unprotected > 0)
        {
            invocation.Log.RunUnprotected(unprotected, reason);
        }
    }
}
