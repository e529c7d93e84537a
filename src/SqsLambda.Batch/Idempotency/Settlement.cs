namespace SqsLambda.Batch.Idempotency;

/// <summary>The end of a claim.</summary>
public enum SettlementKind
{
    /// <summary>The message is done: later deliveries are duplicates until the record expires.</summary>
    Complete,

    /// <summary>The message failed or never started: the next delivery may run at once.</summary>
    Release,
}

/// <summary>What is to become of a claim.</summary>
/// <param name="Key">The claimed key.</param>
/// <param name="Kind">Completed or released.</param>
public readonly record struct Settlement(Sha256Digest Key, SettlementKind Kind);
