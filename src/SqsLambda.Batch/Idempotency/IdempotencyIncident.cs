namespace SqsLambda.Batch.Idempotency;

/// <summary>An occasion on which idempotency could not do all that it is there for. Each is logged, too.</summary>
public enum IdempotencyIncident
{
    /// <summary>A message runs without protection, as the store is down and the policy is <see cref="StoreFailurePolicy.Process"/>.</summary>
    RunUnprotected,

    /// <summary>A run ended after its lease, and another delivery has taken over: the message may have run twice.</summary>
    LeaseLost,

    /// <summary>
    /// A record could not be completed or released. After a success the message was acknowledged all the same, so a later copy of it would
    /// run again; after a failure it can run again when its lease ends.
    /// </summary>
    NotSettled,
}
