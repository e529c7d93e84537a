using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Metrics;

namespace SqsLambda.Batch;

/// <summary>Is told what became of each message.</summary>
public interface IBatchObserver
{
    /// <summary>Called once for each record of a batch, when its outcome is final, in the order of the batch.</summary>
    /// <param name="context">What SQS says of the message.</param>
    /// <param name="outcome">What became of it.</param>
    /// <remarks>Invocations that run at the same time call it at the same time. What it throws is logged and changes nothing.</remarks>
    void OnOutcome(MessageContext context, MessageOutcome outcome);

    /// <summary>Called once for each batch, when it is decided.</summary>
    /// <param name="summary">What became of it.</param>
    /// <remarks>As with <see cref="OnOutcome"/>.</remarks>
    void OnBatch(BatchSummary summary)
    {
    }

    /// <summary>Called when idempotency could not do all that it is there for: a number to raise an alarm on.</summary>
    /// <param name="incident">What happened.</param>
    /// <param name="count">To how many messages: 1 or more.</param>
    /// <remarks>As with <see cref="OnOutcome"/>, also at the same time, and also after the invocation has answered.</remarks>
    void OnIncident(IdempotencyIncident incident, int count)
    {
    }
}
