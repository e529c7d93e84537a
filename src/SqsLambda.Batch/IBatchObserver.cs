using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Metrics;

namespace SqsLambda.Batch;

/// <summary>Is told what happened to each message and each batch.</summary>
/// <remarks>
/// Invocations that run at the same time call it at the same time. An exception that it throws is logged and changes nothing.
/// </remarks>
public interface IBatchObserver
{
    /// <summary>Called once for each record of a batch, in the order of the batch, when the outcome is final.</summary>
    /// <param name="context">The message.</param>
    /// <param name="outcome">What happened to it.</param>
    void OnOutcome(MessageContext context, MessageOutcome outcome);

    /// <summary>Called once for each batch, after <see cref="OnOutcome"/> was called for each of its records.</summary>
    /// <param name="summary">The counts of the batch.</param>
    void OnBatch(BatchSummary summary);

    /// <summary>
    /// Called when idempotency could not do all of its work, for example because the store was down. It can be called after the invocation
    /// has answered.
    /// </summary>
    /// <param name="incident">What happened.</param>
    /// <param name="count">The number of messages: 1 or more.</param>
    void OnIncident(IdempotencyIncident incident, int count);
}
