namespace SqsLambda.Batch.Idempotency;

/// <summary>How a claim ended.</summary>
public enum ClaimStatus
{
    /// <summary>The store could not say, and may be able to if asked again. The claim may have been made.</summary>
    Unavailable,

    /// <summary>The key is the owner's until its lease ends or it settles.</summary>
    Claimed,

    /// <summary>The message was done before.</summary>
    Completed,

    /// <summary>Another owner holds the key.</summary>
    InProgress,

    /// <summary>A message with another payload was done under this key.</summary>
    PayloadMismatch,

    /// <summary>The store does not take this claim, and would not if asked again.</summary>
    Refused,
}

/// <summary>The answer to one <see cref="Claim"/>.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="LeaseEnd">When the other owner's lease ends. Only with <see cref="ClaimStatus.InProgress"/>.</param>
/// <param name="Reason">
/// What the store said, for the log. Only with <see cref="ClaimStatus.Unavailable"/> and <see cref="ClaimStatus.Refused"/>.
/// </param>
public readonly record struct ClaimResult(ClaimStatus Status, DateTimeOffset LeaseEnd = default, string? Reason = null);
