using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Benchmarks;

/// <summary>Counts the calls of a store that sends all keys of a call at once.</summary>
internal sealed class CountingStore(IIdempotencyStore store) : IIdempotencyStore
{
    private int _calls;

    public int Calls => Volatile.Read(ref _calls);

    public int MaxSettlementsPerCall => store.MaxSettlementsPerCall;

    public ValueTask<IReadOnlyList<ClaimResult>> ClaimAsync(
        IReadOnlyList<Claim> claims, string owner, TimeSpan leaseDuration, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        return store.ClaimAsync(claims, owner, leaseDuration, cancellationToken);
    }

    public ValueTask<IReadOnlyList<SettlementResult>> SettleAsync(
        IReadOnlyList<Settlement> settlements, string owner, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        return store.SettleAsync(settlements, owner, cancellationToken);
    }
}
