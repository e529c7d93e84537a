using SqsLambda.Simulation.Handlers;
using SqsLambda.Simulation.Lambda;
using SqsLambda.Simulation.Scenarios;

namespace SqsLambda.Simulation.Invariants;

/// <summary>When everything has ended, no timer, no call and no handler is left in a process, and there is one record for each key at most.</summary>
internal static class BoundedMemory
{
    public static void CheckEnd(World world, IEnumerable<SimulatedProcess> processes)
    {
        foreach (SimulatedProcess process in processes)
        {
            world.Verdict.Require(
                process is { Clock.WaitingTimers: 0, Calls.Open: 0 }, Invariant.BoundedMemory, "nothing waits when everything has ended",
                () => $"{process.Clock.WaitingTimers} timers and {process.Calls.Open} calls wait in {process.Name}");
        }

        foreach (HandlerRun run in world.Runs.Keys.SelectMany(world.Runs.Of))
        {
            world.Verdict.Require(
                run.End != RunEnd.Running || run.Process.HasEnded, Invariant.BoundedMemory, "every handler ends", () => $"the handler of {run} has not ended");
        }

        world.Verdict.Require(
            world.Records.Count <= world.Settings.KeyCount, Invariant.BoundedMemory, $"there are {world.Settings.KeyCount} records at most",
            () => $"there are {world.Records.Count}");
    }
}
