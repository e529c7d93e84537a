using SqsLambda.Batch;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Metrics;
using SqsLambda.Simulation.Invariants;
using SqsLambda.Simulation.Queues;
using SqsLambda.Simulation.Scenarios;

namespace SqsLambda.Simulation.Lambda;

/// <summary>Keeps the outcome of each delivery.</summary>
internal sealed class OutcomeObserver(World world) : IBatchObserver
{
    public void OnOutcome(MessageContext context, MessageOutcome outcome)
    {
        Delivery delivery = world.Queue.DeliveryOf(context.ReceiptHandle);
        delivery.Outcome = outcome;
        delivery.Outcomes++;
        world.Figures.Count(outcome switch
        {
            MessageOutcome.Succeeded => Figure.Succeeded,
            MessageOutcome.Duplicate => Figure.Duplicates,
            MessageOutcome.InProgress => Figure.InProgress,
            MessageOutcome.NotAttempted => Figure.NotAttempted,
            MessageOutcome.Discarded => Figure.Discarded,
            MessageOutcome.DeadLettered => Figure.DeadLettered,
            _ => Figure.Failed,
        });
        world.Trace?.Write(world.Events, delivery.Invocation!.Name, $"{delivery.Message.Id} {delivery.Receipt}: {TextOf(outcome)}");
    }

    private static string TextOf(MessageOutcome outcome) => outcome switch
    {
        MessageOutcome.NotAttempted notAttempted => $"NotAttempted: {notAttempted.Reason}",
        MessageOutcome.Failed failed => $"Failed: {failed.Reason}",
        MessageOutcome.PermanentlyFailed failed => $"PermanentlyFailed: {failed.Reason} {failed.DeadLetterFailure}".TrimEnd(),
        _ => outcome.GetType().Name,
    };

    public void OnBatch(BatchSummary summary)
    {
        world.Figures.Count(Figure.LeasesLost, summary.LeasesLost);
        EveryRecordOnce.CheckSummary(world, summary);
    }

    public void OnIncident(IdempotencyIncident incident, int count)
    {
    }
}
