using SqsLambda.Simulation.Queues;
using SqsLambda.Simulation.Scenarios;

namespace SqsLambda.Simulation.Invariants;

/// <summary>A message is deleted only if it is done, discarded or in the dead-letter queue. In the end no message is left.</summary>
internal static class NothingLost
{
    public static void CheckDelete(World world, QueuedMessage message) => world.Verdict.Require(
        message.Kind == MessageKind.Discarded || message.IsDeadLettered || world.Runs.IsDone(message.Key),
        Invariant.NothingLost,
        "a message is deleted only after its handler succeeded",
        () => $"{message} is deleted, and no handler has succeeded for {message.Key}");

    public static void CheckEnd(World world)
    {
        foreach (QueuedMessage message in world.Queue.Messages)
        {
            world.Verdict.Require(
                !message.IsInQueue, Invariant.EverythingEnds, "every message is done or dead-lettered in the end",
                () => $"{message} is still in the queue after {message.Receives} receives, {world.Now} after the start");
        }
    }
}
