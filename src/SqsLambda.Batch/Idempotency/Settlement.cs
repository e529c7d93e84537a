namespace SqsLambda.Batch.Idempotency;

/// <summary>How a claim ends.</summary>
public enum SettlementKind
{
    /// <summary>The message is done. Later deliveries are duplicates until the record expires.</summary>
    Complete,

    /// <summary>The message failed or did not start. The next delivery may run at once.</summary>
    Release,
}

/// <summary>Ends a claim.</summary>
/// <param name="Key">The claimed key.</param>
/// <param name="Kind">Whether it is completed or released.</param>
/// <param name="Work">
/// Work that the store does together with the settlement: both succeed or neither does. A store that does not support the work must refuse the
/// settlement. The engine passes <see langword="null"/>.
/// </param>
public readonly record struct Settlement(RecordKey Key, SettlementKind Kind, object? Work = null);
