using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Metrics;

namespace SqsLambda.Batch;

/// <summary>Receives the outcome of each message and the summary of each batch.</summary>
/// <remarks>Calls may be concurrent. An exception is logged and has no other effect.</remarks>
public interface IBatchObserver
{
    /// <summary>Called once for each record, in the order of the batch, when its outcome is final.</summary>
    /// <param name="context">The message.</param>
    /// <param name="outcome">The outcome of the message.</param>
    void OnOutcome(MessageContext context, MessageOutcome outcome);

    /// <summary>Called once for each batch, after <see cref="OnOutcome"/> for its last record.</summary>
    /// <param name="summary">The counts of the batch.</param>
    void OnBatch(BatchSummary summary);

    /// <summary>
    /// Called when idempotency did not work for some messages, for example because the store was down. Such a call may come after the invocation
    /// has answered.
    /// </summary>
    /// <param name="incident">What happened.</param>
    /// <param name="count">The number of messages: 1 or more.</param>
    void OnIncident(IdempotencyIncident incident, int count);
}
