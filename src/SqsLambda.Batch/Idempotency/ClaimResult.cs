namespace SqsLambda.Batch.Idempotency;

/// <summary>How a claim ended.</summary>
public enum ClaimStatus
{
    /// <summary>The store could not say. It may be able to when it is asked again. The claim may have been made.</summary>
    Unavailable,

    /// <summary>The owner holds the key until its lease ends or it settles.</summary>
    Claimed,

    /// <summary>A message with this key is done.</summary>
    Completed,

    /// <summary>Another owner holds the key.</summary>
    InProgress,

    /// <summary>The store does not take this claim, and would not when it is asked again.</summary>
    Refused,
}

/// <summary>The answer to one <see cref="Claim"/>.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="LeaseRemaining">With <see cref="ClaimStatus.InProgress"/>: how long the lease of the other owner still lasts.</param>
/// <param name="PayloadDiffers">With <see cref="ClaimStatus.Completed"/>: whether the record's payload differs from that of the claim.</param>
/// <param name="Reason">
/// With <see cref="ClaimStatus.Unavailable"/> and <see cref="ClaimStatus.Refused"/>: what the store said, for the log.
/// </param>
public readonly record struct ClaimResult(
    ClaimStatus Status, TimeSpan LeaseRemaining = default, bool PayloadDiffers = false, string? Reason = null);
