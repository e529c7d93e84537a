namespace SqsLambda.Batch.Idempotency;

/// <summary>How a settlement ended.</summary>
public enum SettlementStatus
{
    /// <summary>The store could not say, and may be able to if asked again. The settlement may have been made.</summary>
    Unavailable,

    /// <summary>The record is as wished.</summary>
    Settled,

    /// <summary>The lease ended and another owner took over: nothing was changed.</summary>
    LeaseLost,

    /// <summary>The store does not take this settlement, and would not if asked again.</summary>
    Refused,
}

/// <summary>The answer to one <see cref="Settlement"/>.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Reason">
/// What the store said, for the log. Only with <see cref="SettlementStatus.Unavailable"/> and <see cref="SettlementStatus.Refused"/>.
/// </param>
public readonly record struct SettlementResult(SettlementStatus Status, string? Reason = null);
