namespace SqsLambda.Batch.Idempotency;

/// <summary>An event in which idempotency could not do all of its work. Each is also logged.</summary>
public enum IdempotencyIncident
{
    /// <summary>A message runs without a claim: the store is down, and the policy is <see cref="StoreFailurePolicy.Process"/>.</summary>
    RunUnprotected,

    /// <summary>A handler ended after its lease, and another delivery has taken over: the message may have run twice.</summary>
    LeaseLost,

    /// <summary>
    /// A record could not be completed or released. After a success the message is deleted all the same, so a later copy of it would run again.
    /// After a failure it can run again when its lease ends.
    /// </summary>
    NotSettled,
}
