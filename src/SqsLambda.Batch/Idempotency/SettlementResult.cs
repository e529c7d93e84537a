namespace SqsLambda.Batch.Idempotency;

/// <summary>How a settlement ended.</summary>
public enum SettlementStatus
{
    /// <summary>The store could not say. It may be able to when it is asked again. The settlement may have been made.</summary>
    Unavailable,

    /// <summary>The settlement was made.</summary>
    Settled,

    /// <summary>The lease ended and another owner has claimed the key. Nothing was changed.</summary>
    LeaseLost,

    /// <summary>The store does not take this settlement, and would not when it is asked again.</summary>
    Refused,
}

/// <summary>The answer to one <see cref="Settlement"/>.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Reason">
/// With <see cref="SettlementStatus.Unavailable"/> and <see cref="SettlementStatus.Refused"/>: what the store said, for the log.
/// </param>
public readonly record struct SettlementResult(SettlementStatus Status, string? Reason = null);
