namespace SqsLambda.Batch.Idempotency;

/// <summary>A settlement that waits to be written, and the rules for its retries.</summary>
/// <param name="Context">The message.</param>
/// <param name="Kind">Whether the claim is completed or released.</param>
/// <param name="Enlisted">The work that is done together with a completion, and who waits for it; <see langword="null"/> if there is none.</param>
/// <param name="HasFailed">Whether an attempt has failed.</param>
internal readonly record struct SettlementEntry(MessageContext Context, SettlementKind Kind, EnlistedWork? Enlisted, bool HasFailed = false)
{
    /// <summary>
    /// Whether to retry as long as there is time. This holds for a completion, because without it a later copy of the message runs again. It does
    /// not hold for a claim that the store may not have granted: its settlement is not retried.
    /// </summary>
    public bool RetriesUntilDeadline => Kind == SettlementKind.Complete && !Context.IsClaimDoubtful;

    /// <summary>Whether to retry after a failure. A release is retried once; if that fails, the lease expires.</summary>
    public bool CanRetry => RetriesUntilDeadline || !(HasFailed || Context.IsClaimDoubtful);
}
