using SqsLambda.Batch.Failures;
using SqsLambda.Simulation.Lambda;
using SqsLambda.Simulation.Scenarios;

namespace SqsLambda.Simulation.Queues;

/// <summary>Sends messages to the dead-letter queue of the model queue.</summary>
internal sealed class ModelDeadLetters(World world, SimulatedProcess process) : IDeadLetterSender
{
    private static readonly QueueFailure Throttled = new("RequestThrottled", "Too many requests.");

    public async ValueTask<IReadOnlyList<QueueFailure?>> SendAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken) =>
        await process.Calls.MakeAsync<IReadOnlyList<QueueFailure?>>(
            Service.Queue, "SendMessageBatch", () => [.. letters.Select(Send)], cancellationToken).ConfigureAwait(false);

    private QueueFailure? Send(DeadLetter letter)
    {
        if (world.Faults.Happens(FaultKind.Throttle))
        {
            return Throttled;
        }

        world.Queue.DeadLetter(world.Queue.DeliveryOf(letter.Message.ReceiptHandle).Message);
        return null;
    }
}
