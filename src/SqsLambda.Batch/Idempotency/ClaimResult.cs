namespace SqsLambda.Batch.Idempotency;

/// <summary>The result of a claim.</summary>
public enum ClaimStatus
{
    /// <summary>The store could not answer. Another attempt may succeed. The claim may have been made.</summary>
    Unavailable,

    /// <summary>The owner holds the key until the lease ends or the owner settles the claim.</summary>
    Claimed,

    /// <summary>A message with this key is done.</summary>
    Completed,

    /// <summary>Another owner holds the key.</summary>
    InProgress,

    /// <summary>The store refuses this claim. Another attempt cannot succeed.</summary>
    Refused,
}

/// <summary>The answer to one <see cref="Claim"/>.</summary>
/// <param name="Status">The result.</param>
/// <param name="LeaseRemaining">With <see cref="ClaimStatus.InProgress"/>: the time until the lease of the other owner ends.</param>
/// <param name="PayloadDiffers">
/// With <see cref="ClaimStatus.Completed"/>: whether the payload of the record differs from the payload of the claim.
/// </param>
/// <param name="Reason">
/// With <see cref="ClaimStatus.Unavailable"/> and <see cref="ClaimStatus.Refused"/>: the reason of the store, for the log.
/// </param>
public readonly record struct ClaimResult(
    ClaimStatus Status, TimeSpan LeaseRemaining = default, bool PayloadDiffers = false, string? Reason = null);
