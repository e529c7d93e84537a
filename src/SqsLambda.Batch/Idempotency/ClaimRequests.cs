using SqsLambda.Batch.Logging;
using SqsLambda.Batch.Pipeline;

namespace SqsLambda.Batch.Idempotency;

/// <summary>
/// Asks the store for claims, and repeats those that the store could not answer. If the whole store is down, it is asked once more. If it
/// answered some claims, the others are repeated for the time of the deadline's margin at most, because returning one message is cheaper than
/// delaying the batch.
/// </summary>
internal sealed class ClaimRequests(IIdempotencyStore store, Claim[] claims, Invocation invocation)
{
    // A store that is down gets two calls.
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

    /// <summary>Asks until every claim is answered, the store has failed twice or the time is up.</summary>
    /// <returns>One result for each claim, in the same order. A claim without an answer is <see cref="ClaimStatus.Unavailable"/>.</returns>
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

    /// <summary>Returns whether every claim is answered. If not, it keeps these answers.</summary>
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
            { HasValue: true } => $"it returned {call.Value?.Count ?? 0} results for {asked.Length} claims",
            { Exception: { } exception } => $"{exception.GetType().Name}: {LogText.Of(exception)}",
            _ => "it did not answer in time",
        };
        invocation.Log.ClaimFailed(asked.Length, _failures, MaxFailures, reason);
        return null;
    }
}
