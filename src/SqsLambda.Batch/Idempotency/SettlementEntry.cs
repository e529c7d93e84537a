namespace SqsLambda.Batch.Idempotency;

/// <summary>A settlement that waits to be written, and how much it is worth.</summary>
/// <param name="Context">The message.</param>
/// <param name="Kind">What becomes of its claim.</param>
/// <param name="HasFailed">Whether the store has been asked already.</param>
internal readonly record struct SettlementEntry(MessageContext Context, SettlementKind Kind, bool HasFailed = false)
{
    /// <summary>
    /// A completion is retried as long as there is time: without it, a later copy of the message runs again. A claim that the store may not have
    /// granted is settled in one attempt.
    /// </summary>
    public bool IsWorthAllTime => Kind == SettlementKind.Complete && !Context.IsClaimDoubtful;

    /// <summary>A release is retried once; otherwise the lease expires.</summary>
    public bool IsWorthAnotherAttempt => IsWorthAllTime || !(HasFailed || Context.IsClaimDoubtful);
}
