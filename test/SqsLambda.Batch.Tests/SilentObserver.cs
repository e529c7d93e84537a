using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Metrics;

namespace SqsLambda.Batch.Tests;

/// <summary>An observer that ignores whatever its test does not look at.</summary>
internal abstract class SilentObserver : IBatchObserver
{
    public virtual void OnOutcome(MessageContext context, MessageOutcome outcome)
    {
    }

    public virtual void OnBatch(BatchSummary summary)
    {
    }

    public virtual void OnIncident(IdempotencyIncident incident, int count)
    {
    }
}
