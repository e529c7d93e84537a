namespace SqsLambda.Batch.Idempotency;

/// <summary>Step 4: claims the keys of a batch, all at once.</summary>
internal sealed class Claims<TMessage>(IdempotencyOptions<TMessage> options, TimeProvider timeProvider)
{
    // A store that is down, whether it does not answer or has no answer for any claim, is asked once more and then left alone.
    private const int MaxFailures = 2;

    /// <summary>Decides every message that must not run, and marks those that may.</summary>
    /// <param name="batch">The batch; its decided records and its followers are left alone.</param>
    /// <param name="fifo">The lanes of a FIFO queue: what stands behind a decided failure of its group is not claimed.</param>
    /// <param name="groupsGoOn">Whether a group goes on after a permanent failure, as that is dead-lettered in its turn.</param>
    /// <param name="owner">Who claims.</param>
    /// <param name="deadline">Bounds the wait, and ends the lease.</param>
    /// <param name="log">Told of a store that is down.</param>
    public async ValueTask ClaimAsync(
        MessageBatch<TMessage> batch, FifoLanes? fifo, bool groupsGoOn, string owner, Deadline deadline, BatchLog log)
    {
        (Claim[] claims, int[] indexes) = Wanted(batch, fifo, groupsGoOn);
        if (claims.Length == 0)
        {
            return;
        }

        IReadOnlyList<ClaimResult>? results = await AskAsync(claims, owner, deadline, log);
        if (results is null && deadline.Stop.IsCancellationRequested)
        {
            return;
        }

        int unprotected = 0;
        string? reason = null;
        for (int i = 0; i < claims.Length; i++)
        {
            ref MessageSlot<TMessage> slot = ref batch[indexes[i]];
            ClaimResult result = results?[i] ?? default;
            Apply(result, ref slot);
            if (slot.Outcome is null && result.Status != ClaimStatus.Claimed)
            {
                unprotected++;
                reason ??= result.Reason;
            }
        }

        if (unprotected > 0)
        {
            log.RunUnprotected(unprotected, reason);
        }
    }

    private static (Claim[] Claims, int[] Indexes) Wanted(MessageBatch<TMessage> batch, FifoLanes? fifo, bool groupsGoOn)
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
            else if (fifo is not null && !(groupsGoOn && slot.Outcome is MessageOutcome.PermanentlyFailed))
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

    /// <summary>
    /// Asks for all claims, and again for those alone that the store could not answer. Where it has decided some, it is not down, and the
    /// others are asked for as long as the margin: to return one message costs less than an invocation that waits for its key.
    /// </summary>
    /// <returns>As many results as claims; <see langword="null"/> if the store never answered.</returns>
    private async ValueTask<IReadOnlyList<ClaimResult>?> AskAsync(Claim[] claims, string owner, Deadline deadline, BatchLog log)
    {
        ClaimResult[]? results = null;
        int[] open = [];
        Backoff? backoff = null;
        int failures = 0;
        TimeSpan? kept = null; // of the time for claims, from the first one that is decided
        for (int attempt = 1; ; attempt++)
        {
            Claim[] asked = results is null ? claims : Array.ConvertAll(open, index => claims[index]);
            IReadOnlyList<ClaimResult>? answers = await TryClaimAsync(asked, owner, deadline, kept, failures + 1, log);
            int[] unanswered = answers is null ? [] : Unavailable(answers);
            bool isDown = answers is null || (kept is null && unanswered.Length == answers.Count);
            failures = isDown ? failures + 1 : 0;
            if (answers is not null)
            {
                if (results is null && unanswered.Length == 0)
                {
                    return answers;
                }

                if (!isDown && kept is null)
                {
                    TimeSpan beyondMargin = deadline.UntilClaimed - deadline.Margin;
                    kept = beyondMargin > TimeSpan.Zero ? beyondMargin : TimeSpan.Zero;
                }

                Merge(answers, ref results, ref open, unanswered);
            }

            TimeSpan delay = (backoff ??= new(owner)).After(attempt);
            if ((results is not null && open.Length == 0) || failures == MaxFailures || delay >= deadline.UntilClaimed - (kept ?? TimeSpan.Zero))
            {
                return results;
            }

            await Task.Delay(delay, timeProvider, CancellationToken.None);
            log.StoreRetried();
        }
    }

    private static void Merge(IReadOnlyList<ClaimResult> answers, ref ClaimResult[]? results, ref int[] open, int[] unanswered)
    {
        if (results is null)
        {
            results = [.. answers];
            open = unanswered;
            return;
        }

        for (int i = 0; i < answers.Count; i++)
        {
            results[open[i]] = answers[i];
        }

        int[] asked = open;
        open = Array.ConvertAll(unanswered, place => asked[place]);
    }

    private static int[] Unavailable(IReadOnlyList<ClaimResult> results)
    {
        List<int>? places = null;
        for (int i = 0; i < results.Count; i++)
        {
            if (results[i].Status == ClaimStatus.Unavailable)
            {
                (places ??= []).Add(i);
            }
        }

        return places is null ? [] : [.. places];
    }

    private async ValueTask<IReadOnlyList<ClaimResult>?> TryClaimAsync(
        Claim[] claims, string owner, Deadline deadline, TimeSpan? kept, int attempt, BatchLog log)
    {
        TimeSpan left = deadline.UntilClaimed - (kept ?? TimeSpan.Zero) is { Ticks: > 0 } time ? time : TimeSpan.Zero;
        using TimedToken limit = deadline.StartCall(left);
        try
        {
            ValueTask<IReadOnlyList<ClaimResult>> asked = options.Store.ClaimAsync(claims, owner, deadline.End, limit.Token);
            IReadOnlyList<ClaimResult> results = asked.IsCompleted ? await asked
                : kept is null ? await asked.AsTask().WaitAsync(deadline.Stop)
                : await asked.AsTask().WaitAsync(left, timeProvider, deadline.Stop);
            return results?.Count == claims.Length
                ? results
                : throw new InvalidOperationException($"The idempotency store answered {claims.Length} claims with {results?.Count ?? 0} results.");
        }
        catch (OperationCanceledException) when (limit.Token.IsCancellationRequested)
        {
            log.ClaimNotAnswered(claims.Length);
        }
        catch (Exception exception)
        {
            log.ClaimFailed(claims.Length, attempt, MaxFailures, exception);
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
                    slot.TryDecide(Reasons.StoreUnavailable(result.Reason));
                }
                else if (result.Status == ClaimStatus.Unavailable)
                {
                    // Settled like one that was granted, which it may have been: a copy that comes later is then known.
                    slot.IsClaimed = slot.Context.IsClaimDoubtful = true;
                }

                break;
        }
    }
}
