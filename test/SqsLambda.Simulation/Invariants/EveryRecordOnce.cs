using Amazon.Lambda.SQSEvents;
using SqsLambda.Batch;
using SqsLambda.Batch.Failures;
using SqsLambda.Batch.Metrics;
using SqsLambda.Simulation.Handlers;
using SqsLambda.Simulation.Lambda;
using SqsLambda.Simulation.Queues;
using SqsLambda.Simulation.Scenarios;

namespace SqsLambda.Simulation.Invariants;

/// <summary>Every record of a batch has one outcome. The response lists the records that are not done, each once, and no others.</summary>
internal static class EveryRecordOnce
{
    public static void CheckResponse(World world, SimulatedInvocation invocation, SQSBatchResponse response)
    {
        List<string> returned = response.BatchItemFailures.ConvertAll(static failure => failure.ItemIdentifier);
        HashSet<string> notDone = [];
        foreach (Delivery delivery in invocation.Batch)
        {
            CheckOutcome(world, delivery);
            if (delivery.Outcome is not { IsDone: true })
            {
                notDone.Add(delivery.Message.Id);
            }
        }

        world.Verdict.Require(
            returned.Count == notDone.Count && notDone.SetEquals(returned),
            Invariant.EveryRecordOnce,
            $"{invocation.Name} returns [{string.Join(", ", notDone)}], the messages that are not done, each once",
            () => $"it returned [{string.Join(", ", returned)}]");
    }

    /// <summary>The invocation failed: no message of it may be done.</summary>
    public static void CheckFailure(World world, SimulatedInvocation invocation, Exception exception) => world.Verdict.Require(
        exception is BatchFailedException && world.Settings.ThrowsOnFullFailure && invocation.Batch.TrueForAll(static delivery => delivery.Outcome is { IsDone: false }),
        Invariant.EveryRecordOnce,
        "an invocation fails only if every message of it failed, and the policy says so",
        () => $"{invocation.Name} failed: {exception.Message}");

    public static void CheckSummary(World world, BatchSummary summary)
    {
        int sum = summary.Processed + summary.Duplicates + summary.Discarded + summary.InProgress + summary.Failed + summary.PermanentlyFailed
            + summary.DeadLettered + summary.NotAttempted;
        world.Verdict.Require(
            sum == summary.Received, Invariant.EveryRecordOnce, $"the counts of a batch add up to its {summary.Received} messages", () => $"they add up to {sum}");
    }

    private static void CheckOutcome(World world, Delivery delivery)
    {
        world.Verdict.Require(
            delivery.Outcomes == 1, Invariant.EveryRecordOnce, $"{delivery.Message.Id} {delivery.Receipt} has one outcome", () => $"it has {delivery.Outcomes}");
        bool succeeded = delivery.Run is { End: RunEnd.Succeeded } run && (!world.Settings.Enlists || world.Runs.EffectsOf(run.Key).Contains(run));
        world.Verdict.Require(
            delivery.Outcome is not MessageOutcome.Succeeded || succeeded,
            Invariant.EveryRecordOnce,
            "a message has succeeded only if its handler has, and its enlisted effect has happened",
            () => $"{delivery.Message.Id} {delivery.Receipt} is said to have succeeded, and its handler: {delivery.Run?.End.ToString() ?? "not called"}");
    }
}
