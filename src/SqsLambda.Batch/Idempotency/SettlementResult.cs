namespace SqsLambda.Batch.Idempotency;

/// <summary>The result of a settlement.</summary>
public enum SettlementStatus
{
    /// <summary>The store could not answer. Another attempt may succeed. The settlement may have been made.</summary>
    Unavailable,

    /// <summary>The settlement was made.</summary>
    Settled,

    /// <summary>
    /// The lease ended and another owner has claimed the key. Nothing was changed. With work, this is also the result if the key is not in progress
    /// any more.
    /// </summary>
    LeaseLost,

    /// <summary>The store refuses this settlement. Another attempt cannot succeed.</summary>
    Refused,
}

/// <summary>The answer to one <see cref="Settlement"/>.</summary>
/// <param name="Status">The result.</param>
/// <param name="Reason">
/// With <see cref="SettlementStatus.Unavailable"/> and <see cref="SettlementStatus.Refused"/>: the reason of the store, for the log.
/// </param>
/// <param name="Found">
/// With <see cref="SettlementStatus.LeaseLost"/> of a settlement with work: the state of the key, <see cref="ClaimStatus.Completed"/> or
/// <see cref="ClaimStatus.InProgress"/>; <see langword="null"/> if the key has no record.
/// </param>
public readonly record struct SettlementResult(SettlementStatus Status, string? Reason = null, ClaimResult? Found = null);
