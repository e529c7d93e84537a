using SqsLambda.Simulation.Handlers;
using SqsLambda.Simulation.Scenarios;
using SqsLambda.Simulation.Stores;

namespace SqsLambda.Simulation.Invariants;

/// <summary>When a handler is called, its invocation holds the claim. It may lose it only at the end of its lease.</summary>
internal static class ClaimedRun
{
    public static void Check(World world, HandlerRun run)
    {
        RecordState? record = world.Records.Of(run.RecordId);
        bool isHeld = record is { IsCompleted: false } && record.Owner == run.Invocation.Owner;
        bool isOver = world.Now >= run.Invocation.End || world.Faults.IsPossible(FaultKind.LargeSkew) || run.Invocation.HasStalled;
        world.Verdict.Require(
            isHeld || isOver || run.IsUnprotected, Invariant.ClaimedRun, "a handler is called only while its invocation holds the claim",
            () => $"the handler of {run} was called while the record of {run.Key} was {record?.ToString() ?? "absent"} and the invocation was {run.Invocation.Owner ?? "no owner"}");
    }
}
