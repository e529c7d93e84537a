using SqsLambda.Batch.Failures;
using SqsLambda.Simulation.Invariants;
using SqsLambda.Simulation.Lambda;
using SqsLambda.Simulation.Scenarios;

namespace SqsLambda.Simulation.Queues;

/// <summary>Hides returned messages in the model queue.</summary>
internal sealed class ModelVisibility(World world, SimulatedProcess process) : IMessageVisibility
{
    private static readonly QueueFailure NotInFlight = new("MessageNotInflight", "The message is not in flight.");
    private static readonly QueueFailure Throttled = new("RequestThrottled", "Too many requests.");

    public async ValueTask<IReadOnlyList<QueueFailure?>> ChangeAsync(IReadOnlyList<VisibilityChange> changes, CancellationToken cancellationToken)
    {
        GroupOrder.CheckHidden(world, changes);
        return await process.Calls.MakeAsync<IReadOnlyList<QueueFailure?>>(
            Service.Queue, "ChangeMessageVisibilityBatch", () => [.. changes.Select(Change)], cancellationToken).ConfigureAwait(false);
    }

    private QueueFailure? Change(VisibilityChange change) =>
        world.Faults.Happens(FaultKind.Throttle) ? Throttled
        : world.Queue.TryHide(change.Message.ReceiptHandle, change.Timeout) ? null : NotInFlight;
}
