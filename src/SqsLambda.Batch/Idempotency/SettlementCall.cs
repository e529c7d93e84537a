using SqsLambda.Batch.Logging;
using SqsLambda.Batch.Pipeline;

namespace SqsLambda.Batch.Idempotency;

/// <summary>Asks the store to settle claims, and sorts the results.</summary>
internal sealed class SettlementCall(IIdempotencyStore store, Invocation invocation)
{
    /// <summary>Makes the call. It never throws.</summary>
    public async ValueTask<SettlementAnswer> MakeAsync(List<SettlementEntry> entries)
    {
        List<Settlement> settlements = entries.ConvertAll(static entry => new Settlement(entry.Context.Key!, entry.Kind, entry.Enlisted?.Items));
        TimeSpan limit = TimeFor(entries);
        long began = invocation.TimeProvider.GetTimestamp();
        CallResult<IReadOnlyList<SettlementResult>> call = await invocation.CallAsync(
            static (call, token) => call.store.SettleAsync(call.settlements, call.Owner, token),
            (store, settlements, invocation.Owner),
            limit).ConfigureAwait(false);
        SettlementAnswer answer = call switch
        {
            { HasValue: true, Value: { } results } when results.Count == entries.Count => Sort(entries, results),
            { HasValue: true } => Down(entries, $"the store returned {call.Value?.Count ?? 0} results for {entries.Count} settlements"),
            { Exception: { } exception } => Down(entries, $"{exception.GetType().Name}: {LogText.Of(exception)}"),
            _ => Down(entries, "the store did not answer in time"),
        };
        return answer with { IsLate = invocation.TimeProvider.GetElapsedTime(began) >= limit };
    }

    /// <summary>
    /// Returns the time limit of a call. After the invocation has answered, it is the upper limit. Before that, it is half of the time that is
    /// left, or at most half of the deadline's margin if the call contains no completion.
    /// </summary>
    private TimeSpan TimeFor(List<SettlementEntry> entries)
    {
        TimeSpan left = invocation.Deadline.UntilAnswer;
        return left <= TimeSpan.Zero ? Deadline.Longest(entries.Count)
            : entries.Exists(static entry => entry.RetriesUntilDeadline) ? Deadline.ForCall(left, entries.Count)
            : Deadline.ForCall(Deadline.Shorter(left, invocation.Deadline.Margin), entries.Count);
    }

    private static SettlementAnswer Down(List<SettlementEntry> entries, string reason)
    {
        entries.ForEach(entry => entry.Enlisted?.Reason = reason);
        return new(entries, reason, IsDown: true, Ended: null);
    }

    private static SettlementAnswer Sort(List<SettlementEntry> entries, IReadOnlyList<SettlementResult> results)
    {
        List<SettlementEntry>? open = null;
        List<(SettlementEntry Entry, SettlementResult Result)>? ended = null;
        string? reason = null;
        for (int i = 0; i < results.Count; i++)
        {
            switch (results[i].Status)
            {
                case SettlementStatus.Settled when entries[i].Enlisted is null:
                    break;
                case SettlementStatus.Settled or SettlementStatus.LeaseLost or SettlementStatus.Refused:
                    (ended ??= []).Add((entries[i], results[i]));
                    break;
                default:
                    (open ??= []).Add(entries[i]);
                    reason ??= results[i].Reason;
                    entries[i].Enlisted?.Reason = results[i].Reason;
                    break;
            }
        }

        return new(open, reason ?? "the store was unavailable", IsDown: false, ended);
    }
}

/// <summary>The results of some settlements. A settlement that is in neither list is settled, and nobody waits for it.</summary>
/// <param name="Open">The settlements that can be retried.</param>
/// <param name="Reason">Why they are open.</param>
/// <param name="IsDown">Whether the call failed as a whole.</param>
/// <param name="Ended">
/// The settlements that the store refused, whose lease was lost, or that are settled with enlisted work, with their results.
/// </param>
internal readonly record struct SettlementAnswer(
    List<SettlementEntry>? Open, string Reason, bool IsDown, List<(SettlementEntry Entry, SettlementResult Result)>? Ended)
{
    /// <summary>Whether the time for the call was over. The reason is then that, in the words of the store or of the engine.</summary>
    public bool IsLate { get; init; }
}
