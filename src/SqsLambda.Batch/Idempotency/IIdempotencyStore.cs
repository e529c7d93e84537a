namespace SqsLambda.Batch.Idempotency;

/// <summary>
/// Remembers which messages are being handled and which are done. Every call takes many keys, so that a store on the network needs few round
/// trips. Each key has its own result: the failure of one key must not affect the others.
/// </summary>
/// <remarks>
/// Calls may be concurrent. All keys of one call are different. The engine limits the time of each call. At the limit it cancels the token, and
/// shortly afterwards it stops waiting for the call. An implementation must not block its thread.
/// </remarks>
public interface IIdempotencyStore
{
    /// <summary>
    /// Maximum settlements per network request: 1 or more; <see cref="int.MaxValue"/> if there is no limit. If more settlements are waiting while
    /// handlers run, a call gets a multiple of this number.
    /// </summary>
    int MaxSettlementsPerCall { get; }

    /// <summary>
    /// Whether the store does work together with a completion (<see cref="Settlement.Work"/>). If not, handlers cannot enlist work. By default
    /// <see langword="false"/>. A decorator must pass it on together with the work.
    /// </summary>
    bool CanDoWork => false;

    /// <summary>
    /// Claims keys for an owner. A key is free when it has no record, when its record has expired, or when the lease on it has ended. If
    /// <paramref name="owner"/> already holds the key, the claim succeeds again.
    /// </summary>
    /// <param name="claims">The claims: 1 or more.</param>
    /// <param name="owner">The owner of the claims: an id that is unique to one invocation. Only this owner can settle them.</param>
    /// <param name="leaseDuration">How long the claims last, from now by the clock of the store: more than zero.</param>
    /// <param name="cancellationToken">Cancels the call. Some claims may already have been made.</param>
    /// <returns>One result for each claim, in the same order.</returns>
    /// <exception cref="Exception">The whole call failed. Any of the claims may have been made.</exception>
    ValueTask<IReadOnlyList<ClaimResult>> ClaimAsync(
        IReadOnlyList<Claim> claims, string owner, TimeSpan leaseDuration, CancellationToken cancellationToken);

    /// <summary>Completes or releases keys that an owner claimed. If another owner has claimed the key since then, nothing is changed.</summary>
    /// <param name="settlements">The settlements: 1 or more.</param>
    /// <param name="owner">The owner that claimed the keys.</param>
    /// <param name="cancellationToken">Cancels the call. Some settlements may already have been made.</param>
    /// <returns>One result for each settlement, in the same order.</returns>
    /// <exception cref="Exception">The whole call failed. Any of the settlements may have been made.</exception>
    ValueTask<IReadOnlyList<SettlementResult>> SettleAsync(
        IReadOnlyList<Settlement> settlements, string owner, CancellationToken cancellationToken);
}
