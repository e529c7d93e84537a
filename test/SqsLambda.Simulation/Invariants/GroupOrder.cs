using SqsLambda.Simulation.Handlers;
using SqsLambda.Simulation.Queues;
using SqsLambda.Simulation.Scenarios;

namespace SqsLambda.Simulation.Invariants;

/// <summary>On a FIFO queue a handler is called only when every earlier message of the group is done or dead-lettered.</summary>
internal static class GroupOrder
{
    public static void Check(World world, HandlerRun run)
    {
        QueuedMessage message = run.Delivery.Message;
        if (!world.Settings.IsFifo || run.LeaseIsOver(world))
        {
            return;
        }

        foreach (QueuedMessage earlier in world.Queue.Messages)
        {
            if (earlier.Number >= message.Number)
            {
                return;
            }

            world.Verdict.Require(
                earlier.Group != message.Group || IsBehind(world, earlier), Invariant.GroupOrder, "the messages of a group run in order",
                () => $"{run} began before {earlier}, which is earlier in the group, was done");
        }
    }

    private static bool IsBehind(World world, QueuedMessage message) =>
        message.Kind == MessageKind.Discarded || message.IsDeadLettered || !message.IsInQueue || world.Runs.IsDone(message.Key);
}
