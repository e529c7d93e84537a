using SqsLambda.Simulation.Handlers;
using SqsLambda.Simulation.Scenarios;

namespace SqsLambda.Simulation.Invariants;

/// <summary>Two deliveries of a key do not run at the same time, unless the first runs on after its lease.</summary>
internal static class OneRunAtATime
{
    public static void Check(World world, HandlerRun run)
    {
        foreach (HandlerRun earlier in world.Runs.Of(run.Key))
        {
            bool isRunning = earlier.End == RunEnd.Running && !earlier.Process.HasEnded;
            world.Verdict.Require(
                !isRunning || earlier.LeaseIsOver(world) || run.LeaseIsOver(world) || earlier.IsUnprotected || run.IsUnprotected,
                Invariant.OneRunAtATime,
                $"no other delivery of {run.Key} runs before the lease of the first ends",
                () => $"{run} began while {earlier} was running");
        }
    }
}
