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
/// Work that the handler enlisted (<see cref="MessageContext.EnlistWork"/>): 1 item or more. The store does it in one transaction with the completion:
/// both are done or neither is. A store that cannot do it refuses the settlement. If a settlement is repeated, this is the same object.
/// <see langword="null"/> if there is none; with <see cref="SettlementKind.Release"/> it always is.
/// </param>
public readonly record struct Settlement(RecordKey Key, SettlementKind Kind, IReadOnlyList<object>? Work = null);
