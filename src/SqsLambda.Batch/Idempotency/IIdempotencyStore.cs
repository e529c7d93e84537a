namespace SqsLambda.Batch.Idempotency;

/// <summary>
/// Remembers which messages are being handled and which are done. Every call takes a whole batch, so that a store across a network needs few round
/// trips. Each key has a result of its own, and the failure of one key is never that of another.
/// </summary>
/// <remarks>
/// Invocations that run at the same time call it at the same time. The keys of one call differ from each other. The engine limits the time of
/// each call: it cancels the token, and soon afterwards it goes on without the answer. An implementation must not block its thread.
/// </remarks>
public interface IIdempotencyStore
{
    /// <summary>
    /// How many settlements go with one request over the network: 1 or more; <see cref="int.MaxValue"/> if it makes no difference. While handlers
    /// run, settlements are passed on in multiples of it.
    /// </summary>
    int MaxSettlementsPerCall { get; }

    /// <summary>
    /// Claims keys for an owner. A key is free when it has no record, when its record has expired, or when the lease on it has ended. A key that
    /// <paramref name="owner"/> already holds is claimed again.
    /// </summary>
    /// <param name="claims">What to claim: 1 or more.</param>
    /// <param name="owner">Who claims: unique to one invocation. Only this owner can settle the claims.</param>
    /// <param name="leaseDuration">How long the claims last from now on, by the clock of the store: more than zero.</param>
    /// <param name="cancellationToken">Cancels waiting. Claims may have been made by then.</param>
    /// <returns>As many results as claims, in their order.</returns>
    /// <exception cref="Exception">The store cannot be reached. Any of the claims may have been made.</exception>
    ValueTask<IReadOnlyList<ClaimResult>> ClaimAsync(
        IReadOnlyList<Claim> claims, string owner, TimeSpan leaseDuration, CancellationToken cancellationToken);

    /// <summary>Completes or releases keys that an owner claimed. A key that another owner has claimed since is left as it is.</summary>
    /// <param name="settlements">What to settle: 1 or more.</param>
    /// <param name="owner">Who claimed the keys.</param>
    /// <param name="cancellationToken">Cancels waiting. Settlements may have been made by then.</param>
    /// <returns>As many results as settlements, in their order.</returns>
    /// <exception cref="Exception">The store cannot be reached. Any of the settlements may have been made.</exception>
    ValueTask<IReadOnlyList<SettlementResult>> SettleAsync(
        IReadOnlyList<Settlement> settlements, string owner, CancellationToken cancellationToken);
}
