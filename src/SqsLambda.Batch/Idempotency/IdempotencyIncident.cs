namespace SqsLambda.Batch.Idempotency;

/// <summary>An event in which idempotency did not work for a message. Each event is also logged.</summary>
public enum IdempotencyIncident
{
    /// <summary>A message runs without a claim, because the store is down and the policy is <see cref="StoreFailurePolicy.Process"/>.</summary>
    RunUnprotected,

    /// <summary>A handler ended after its lease, and another delivery already holds the claim. The message may have run twice.</summary>
    LeaseLost,

    /// <summary>
    /// A record could not be completed or released. If the handler succeeded, the message is deleted anyway, but a later copy of it runs again.
    /// If it failed, the message can run again only when the lease ends.
    /// </summary>
    NotSettled,
}
