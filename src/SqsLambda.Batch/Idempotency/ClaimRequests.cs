using SqsLambda.Batch.Pipeline;

namespace SqsLambda.Batch.Idempotency;

/// <summary>
/// Asks the store for claims, and once more for those that it could not answer. A store that has decided some claims is not down. It is then
/// asked for the others, but no longer than the margin: returning one message is cheaper than delaying the batch.
/// </summary>
internal sealed class ClaimRequests(IIdempotencyStore store, Claim[] claims, Invocation invocation)
{
    // A store that is down is asked once more and then left alone.
    private const int MaxFailures = 2;

    private ClaimResult[]? _results;
    private int[]? _open;
    private TimeSpan? _othersWaitUntil;
    private int _failures;

    private TimeSpan Left
    {
        get
        {
            TimeSpan left = invocation.Deadline.UntilClaimed;
            return _othersWaitUntil is { } end ? Deadline.Shorter(left, end - invocation.Deadline.Elapsed) : left;
        }
    }

    /// <summary>Asks until every claim is answered or the time is up.</summary>
    /// <returns>As many results as claims. What was not answered is <see cref="ClaimStatus.Unavailable"/>.</returns>
    public async ValueTask<IReadOnlyList<ClaimResult>> AskAsync()
    {
        Backoff? backoff = null;
        for (int attempt = 1; ; attempt++)
        {
            Claim[] asked = _open is null ? claims : Array.ConvertAll(_open, index => claims[index]);
            IReadOnlyList<ClaimResult>? answers = await TryClaimAsync(asked, TimeFor(attempt, asked.Length)).ConfigureAwait(false);
            if (answers is not null && IsComplete(answers))
            {
                return _results ?? answers;
            }

            TimeSpan delay = (backoff ??= new(invocation.Runtime)).After(attempt);
            if (_failures == MaxFailures || delay >= Left)
            {
                return _results ?? new ClaimResult[claims.Length];
            }

            await Task.Delay(delay, invocation.TimeProvider, CancellationToken.None).ConfigureAwait(false);
            invocation.Log.StoreRetried();
        }
    }

    private TimeSpan TimeFor(int attempt, int messages) => attempt == 1
        ? invocation.Deadline.ForFirstClaim(messages)
        : Deadline.Shorter(Left, Deadline.Longest(messages));

    /// <summary>Whether nothing has to be asked again. Otherwise the answers are kept for the end.</summary>
    private bool IsComplete(IReadOnlyList<ClaimResult> answers)
    {
        int unanswered = 0;
        for (int i = 0; i < answers.Count; i++)
        {
            unanswered += answers[i].Status == ClaimStatus.Unavailable ? 1 : 0;
        }

        if (unanswered == 0 && _results is null)
        {
            return true;
        }

        bool isDown = _othersWaitUntil is null && unanswered == answers.Count;
        _failures = isDown ? _failures + 1 : 0;
        if (!isDown)
        {
            _othersWaitUntil ??= invocation.Deadline.Elapsed + invocation.Deadline.Margin;
        }

        Keep(answers);
        return unanswered == 0;
    }

    private void Keep(IReadOnlyList<ClaimResult> answers)
    {
        _results ??= new ClaimResult[claims.Length];
        int[] asked = _open ?? [.. Enumerable.Range(0, claims.Length)];
        List<int> open = [];
        for (int i = 0; i < asked.Length; i++)
        {
            _results[asked[i]] = answers[i];
            if (answers[i].Status == ClaimStatus.Unavailable)
            {
                open.Add(asked[i]);
            }
        }

        _open = [.. open];
    }

    private async ValueTask<IReadOnlyList<ClaimResult>?> TryClaimAsync(Claim[] asked, TimeSpan limit)
    {
        CallResult<IReadOnlyList<ClaimResult>> call = await invocation.CallAsync(
            static (call, token) => call.store.ClaimAsync(call.asked, call.Owner, call.UntilEnd, token),
            (store, asked, invocation.Owner, invocation.Deadline.UntilEnd),
            limit).ConfigureAwait(false);
        if (call is { HasValue: true, Value: { } results } && results.Count == asked.Length)
        {
            return results;
        }

        _failures++;
        string reason = call switch
        {
            { HasValue: true } => $"it answered {asked.Length} claims with {call.Value?.Count ?? 0} results",
            { Exception: { } exception } => $"{exception.GetType().Name}: {exception.Message}",
            _ => "it did not answer in time",
        };
        invocation.Log.ClaimFailed(asked.Length, _failures, MaxFailures, reason);
        return null;
    }
}
