namespace SqsLambda.Batch.Idempotency;

/// <summary>How a claim ends.</summary>
public enum SettlementKind
{
    /// <summary>The message is done: until the record expires, later deliveries are duplicates.</summary>
    Complete,

    /// <summary>The message failed or did not start: the next delivery may run at once.</summary>
    Release,
}

/// <summary>Ends a claim.</summary>
/// <param name="Key">The claimed key.</param>
/// <param name="Kind">Whether it is completed or released.</param>
/// <param name="Work">
/// Work that the store does together with the settlement, or not at all. A store that does not know this kind of work refuses the settlement.
/// </param>
public readonly record struct Settlement(RecordKey Key, SettlementKind Kind, object? Work = null);
