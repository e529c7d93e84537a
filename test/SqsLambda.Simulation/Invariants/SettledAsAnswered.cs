using SqsLambda.Batch;
using SqsLambda.Simulation.Handlers;
using SqsLambda.Simulation.Lambda;
using SqsLambda.Simulation.Queues;
using SqsLambda.Simulation.Scenarios;
using SqsLambda.Simulation.Stores;

namespace SqsLambda.Simulation.Invariants;

/// <summary>
/// If the store had no fault and the time was not up, then the records say what the answer says: what succeeded is completed, and what failed is free.
/// Whatever happens, a message whose handler may still run keeps its claim.
/// </summary>
internal static class SettledAsAnswered
{
    public static void Check(World world, SimulatedInvocation invocation)
    {
        bool isCalm = !invocation.HadStoreFaults && !invocation.HasStalled && world.Now < invocation.Stop && !world.Faults.IsPossible(FaultKind.LargeSkew);
        foreach (Delivery delivery in invocation.Batch)
        {
            if (delivery.Run is { } run)
            {
                CheckRun(world, delivery, run, isCalm);
            }
            else if (isCalm)
            {
                CheckNotStarted(world, delivery);
            }
        }
    }

    private static void CheckNotStarted(World world, Delivery delivery)
    {
        RecordState? record = world.Records.Of(StoreFactory.RecordIdOf(delivery.Message.Key));
        world.Verdict.Require(
            delivery.Outcome is not MessageOutcome.NotAttempted || record is not { IsCompleted: false } || record.Owner != delivery.Invocation!.Owner,
            Invariant.SettledAsAnswered,
            "what was not started is released",
            () => $"the record of {delivery.Message.Key} is {record} when {delivery.Invocation!.Name} answers {delivery.Outcome?.GetType().Name}");
    }

    private static void CheckRun(World world, Delivery delivery, HandlerRun run, bool isCalm)
    {
        RecordState? record = world.Records.Of(run.RecordId);
        string found = $"the record of {run.Key} is {record?.ToString() ?? "absent"} when {run} answers {delivery.Outcome?.GetType().Name}";
        bool isOwn = record?.Owner == run.Invocation.Owner;
        world.Verdict.Require(
            !isCalm || delivery.Outcome is not MessageOutcome.Succeeded || (isOwn && record!.IsCompleted),
            Invariant.SettledAsAnswered, "what succeeded is completed", () => found);
        world.Verdict.Require(
            !isCalm || delivery.Outcome is not (MessageOutcome.Failed or MessageOutcome.NotAttempted) || !isOwn,
            Invariant.SettledAsAnswered, "what failed is released", () => found);
        world.Verdict.Require(
            delivery.Outcome is not MessageOutcome.NotFinished || run.End is RunEnd.Failed or RunEnd.Succeeded || run.IsUnprotected
                || record is not null || world.Records.TakeOverFrom(run.RecordId, run.Invocation.Owner!) is not null,
            Invariant.SettledAsAnswered, "a message whose handler may still run keeps its claim", () => found);
    }
}
