namespace SqsLambda.Batch.Idempotency;

/// <summary>Work that the store does together with the completion of a message.</summary>
/// <param name="Items">The work.</param>
/// <param name="Ended">
/// Receives the result. <see cref="SettlementStatus.Unavailable"/> means that nobody knows whether the work was done. It is called at most once, and
/// not if the invocation must answer before there is a result.
/// </param>
internal sealed record EnlistedWork(IReadOnlyList<object> Items, Action<SettlementResult> Ended);
