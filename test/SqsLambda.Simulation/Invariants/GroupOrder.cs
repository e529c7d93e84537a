using SqsLambda.Batch;
using SqsLambda.Batch.Failures;
using SqsLambda.Simulation.Handlers;
using SqsLambda.Simulation.Lambda;
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

    /// <summary>What comes back of a group comes back at the same time, so that the order stays.</summary>
    public static void CheckHidden(World world, IReadOnlyList<VisibilityChange> changes)
    {
        foreach (var group in changes.GroupBy(static change => change.Message.MessageGroupId))
        {
            world.Verdict.Require(
                group.Key is null || group.Select(static change => change.Timeout).Distinct().Count() == 1,
                Invariant.GroupOrder,
                "the returned messages of a group are hidden for the same time",
                () => $"they are hidden for {string.Join(", ", group.Select(static change => $"{change.Message.MessageId}: {change.Timeout}"))}");
        }
    }

    /// <summary>What was returned of a group in one invocation is the rest of the group: nothing after it was handled.</summary>
    public static void CheckReturned(World world, SimulatedInvocation invocation)
    {
        if (!world.Settings.IsFifo)
        {
            return;
        }

        Dictionary<string, Delivery> returned = [];
        foreach (Delivery delivery in invocation.Batch)
        {
            string group = delivery.Message.Group!;
            if (delivery.Outcome is { IsDone: false })
            {
                returned.TryAdd(group, delivery);
            }

            world.Verdict.Require(
                delivery.Outcome is not MessageOutcome.Succeeded || !returned.ContainsKey(group),
                Invariant.GroupOrder,
                "no message succeeds after one of its group that is returned",
                () => $"{delivery.Message.Id} succeeded, and {returned[group].Message.Id} before it is returned");
        }
    }

    private static bool IsBehind(World world, QueuedMessage message) =>
        message.Kind == MessageKind.Discarded || message.IsDeadLettered || !message.IsInQueue || world.Runs.IsDone(message.Key);
}
