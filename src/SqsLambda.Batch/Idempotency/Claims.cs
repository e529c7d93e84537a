namespace SqsLambda.Batch.Idempotency;

/// <summary>Step 4: claims the keys of a batch, all at once.</summary>
internal sealed class Claims<TMessage>(IdempotencyOptions<TMessage> options)
{
    private const int MaxAttempts = 2;

    /// <summary>Decides every message that must not run, and marks those that may.</summary>
    /// <param name="batch">The batch; its decided records and its followers are left alone.</param>
    /// <param name="fifo">The lanes of a FIFO queue: what stands behind a decided failure of its group is not claimed.</param>
    /// <param name="owner">Who claims.</param>
    /// <param name="deadline">Bounds the wait, and ends the lease.</param>
    /// <param name="log">Told of a store that is down.</param>
    public async ValueTask ClaimAsync(
        MessageBatch<TMessage> batch, FifoLanes? fifo, string owner, Deadline deadline, BatchLog log)
    {
        (Claim[] claims, int[] indexes) = Wanted(batch, fifo);
        if (claims.Length == 0)
        {
            return;
        }

        IReadOnlyList<ClaimResult>? results = await AskAsync(claims, owner, deadline, log);
        if (deadline.Stop.IsCancellationRequested && results is null)
        {
            return;
        }

        int unprotected = 0;
        for (int i = 0; i < claims.Length; i++)
        {
            ref MessageSlot<TMessage> slot = ref batch[indexes[i]];
            Apply(results?[i] ?? default, ref slot);
            unprotected += slot is { IsClaimed: false, Outcome: null } ? 1 : 0;
        }

        if (unprotected > 0)
        {
            log.RunUnprotected(unprotected);
        }
    }

    private static (Claim[] Claims, int[] Indexes) Wanted(MessageBatch<TMessage> batch, FifoLanes? fifo)
    {
        int[] indexes = new int[batch.Count];
        bool[] groupHasFailed = new bool[fifo?.GroupCount ?? 0];
        int count = 0;
        for (int i = 0; i < batch.Count; i++)
        {
            ref MessageSlot<TMessage> slot = ref batch[i];
            if (slot.Outcome is null)
            {
                if (slot.Leader == i && (fifo is null || !groupHasFailed[fifo.GroupOf(i)]))
                {
                    indexes[count++] = i;
                }
            }
            else if (fifo is not null)
            {
                groupHasFailed[fifo.GroupOf(i)] = true;
            }
        }

        var claims = new Claim[count];
        for (int i = 0; i < count; i++)
        {
            claims[i] = new Claim(batch[indexes[i]].Context.Key, batch.Payloads[indexes[i]]);
        }

        return (claims, indexes);
    }

    private async ValueTask<IReadOnlyList<ClaimResult>?> AskAsync(Claim[] claims, string owner, Deadline deadline, BatchLog log)
    {
        for (int attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            try
            {
                ValueTask<IReadOnlyList<ClaimResult>> asked = options.Store.ClaimAsync(claims, owner, deadline.End, deadline.Stop);
                IReadOnlyList<ClaimResult> results = asked.IsCompleted ? await asked : await asked.AsTask().WaitAsync(deadline.Stop);
                return results?.Count == claims.Length
                    ? results
                    : throw new InvalidOperationException($"The idempotency store answered {claims.Length} claims with {results?.Count ?? 0} results.");
            }
            catch (OperationCanceledException) when (deadline.Stop.IsCancellationRequested)
            {
                log.ClaimNotAnswered(claims.Length);
                return null;
            }
            catch (Exception exception)
            {
                log.ClaimFailed(claims.Length, attempt, MaxAttempts, exception);
            }
        }

        return null;
    }

    private void Apply(ClaimResult result, ref MessageSlot<TMessage> slot)
    {
        switch (result.Status)
        {
            case ClaimStatus.Claimed:
                slot.IsClaimed = true;
                break;
            case ClaimStatus.Completed:
                slot.TryDecide(MessageOutcome.Duplicate.Instance);
                break;
            case ClaimStatus.InProgress:
                slot.TryDecide(new MessageOutcome.InProgress(result.LeaseEnd));
                break;
            case ClaimStatus.PayloadMismatch:
                slot.TryDecide(Reasons.PayloadMismatch);
                break;
            default:
                if (options.StoreFailurePolicy == StoreFailurePolicy.Fail)
                {
                    slot.TryDecide(Reasons.StoreUnavailable);
                }

                break;
        }
    }
}
