namespace SqsLambda.Batch.Idempotency;

/// <summary>
/// Remembers which messages are being processed and which are done. Every call takes a whole batch, so that a store across a network
/// needs few round trips; each key has its own outcome, and one key's trouble is never another's.
/// </summary>
/// <remarks>Invocations that run at the same time call it at the same time. The keys of one call differ from each other.</remarks>
public interface IIdempotencyStore
{
    /// <summary>
    /// How many settlements cost as much as one: the most that go with one call over the network, 1 or more. While handlers run, what is
    /// settled is handed over in multiples of it, where there is that much. By default there is no such number.
    /// </summary>
    int BatchSize => int.MaxValue;

    /// <summary>
    /// Claims keys for an owner until a lease ends. A key is free when it has no record, when its record has expired, or when the lease
    /// on it has ended. A key that <paramref name="owner"/> already holds is claimed again.
    /// </summary>
    /// <param name="claims">What to claim: 1 or more.</param>
    /// <param name="owner">Who claims: unique to one invocation. It fences what <see cref="SettleAsync"/> does later.</param>
    /// <param name="leaseEnd">When the invocation must have ended, and others may take over.</param>
    /// <param name="cancellationToken">Cancels waiting; claims may have been made by then.</param>
    /// <returns>As many results as claims, in their order.</returns>
    /// <exception cref="Exception">The store as a whole cannot be reached; any of the claims may have been made.</exception>
    ValueTask<IReadOnlyList<ClaimResult>> ClaimAsync(
        IReadOnlyList<Claim> claims, string owner, DateTimeOffset leaseEnd, CancellationToken cancellationToken);

    /// <summary>Completes or releases keys that an owner claimed. A key whose claim another owner holds by now is left as it is.</summary>
    /// <param name="settlements">What to settle: 1 or more.</param>
    /// <param name="owner">Who claimed the keys.</param>
    /// <param name="cancellationToken">Cancels waiting; settlements may have been made by then.</param>
    /// <returns>As many results as settlements, in their order.</returns>
    /// <exception cref="Exception">The store as a whole cannot be reached; any of the settlements may have been made.</exception>
    ValueTask<IReadOnlyList<SettlementResult>> SettleAsync(
        IReadOnlyList<Settlement> settlements, string owner, CancellationToken cancellationToken);
}
