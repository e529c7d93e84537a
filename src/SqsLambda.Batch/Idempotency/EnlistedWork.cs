namespace SqsLambda.Batch.Idempotency;

/// <summary>Work that the store does together with the completion of a message.</summary>
/// <param name="items">The work.</param>
/// <param name="onResult">
/// Receives the result. <see cref="SettlementStatus.Unavailable"/> means that nobody knows whether the work was done. It is called at most once, and
/// not if the invocation must answer before there is a result.
/// </param>
internal sealed class EnlistedWork(IReadOnlyList<object> items, Action<SettlementResult> onResult)
{
    public IReadOnlyList<object> Items => items;

    public Action<SettlementResult> OnResult => onResult;

    /// <summary>Why the last attempt had no result; <see langword="null"/> if there was none.</summary>
    public string? Reason { get; set; }
}
