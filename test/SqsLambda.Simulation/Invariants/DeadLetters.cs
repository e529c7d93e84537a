using SqsLambda.Simulation.Queues;
using SqsLambda.Simulation.Scenarios;

namespace SqsLambda.Simulation.Invariants;

/// <summary>The function dead-letters only a message that can never succeed.</summary>
internal static class DeadLetters
{
    public static void Check(World world, QueuedMessage message) => world.Verdict.Require(
        message.Kind is MessageKind.Invalid or MessageKind.Refused || HasOtherPayload(world, message),
        Invariant.DeadLetters,
        "only a message that can never succeed is dead-lettered",
        () => $"{message} was dead-lettered");

    private static bool HasOtherPayload(World world, QueuedMessage message) => world.Settings.ComparesPayload
        && world.Queue.Messages.Exists(other => other.Key == message.Key && other.Variant != message.Variant);
}
