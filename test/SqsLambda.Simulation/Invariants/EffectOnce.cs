using SqsLambda.Simulation.Handlers;
using SqsLambda.Simulation.Lambda;
using SqsLambda.Simulation.Scenarios;

namespace SqsLambda.Simulation.Invariants;

/// <summary>An effect does not happen twice, except in one of the documented ways.</summary>
internal static class EffectOnce
{
    public static void Check(World world, HandlerRun run)
    {
        foreach (HandlerRun earlier in world.Runs.EffectsOf(run.Key))
        {
            if (WayOf(world, earlier, run) is { } way)
            {
                world.Figures.Count(way);
                world.Trace?.Write(world.Events, run.Invocation.Name, $"the effect of {run.Key} is doubled after {earlier}: {way}");
            }
            else
            {
                world.Verdict.Fail(
                    Invariant.EffectOnce,
                    $"the effect of {run.Key} does not happen twice",
                    $"it happened in {earlier} and again in {run}, and neither the process, the store nor the time ended between effect and completion");
            }
        }
    }

    /// <summary>The documented way in which the effect can have happened twice; <see langword="null"/> if there is none.</summary>
    private static DoubledWay? WayOf(World world, HandlerRun earlier, HandlerRun run)
    {
        if (earlier.IsUnprotected || run.IsUnprotected)
        {
            return DoubledWay.WithoutClaim;
        }

        if (run.LeaseIsOver(world))
        {
            return PastLease(world, run);
        }

        if (IsCompletedBefore(world, earlier, run))
        {
            return null;
        }

        return earlier.End switch
        {
            RunEnd.Failed => DoubledWay.HandlerFailed,
            RunEnd.Cancelled => DoubledWay.OutOfTime,
            _ when earlier.Process.HasEnded => DoubledWay.ProcessEnded,
            RunEnd.Running => earlier.LeaseIsOver(world) ? PastLease(world, earlier) : null,
            _ => WasTakenOver(world, earlier) ? PastLease(world, earlier)
                : IsCutOff(earlier) ? DoubledWay.OutOfTime
                : HasTriedToTheEnd(earlier.Invocation) ? DoubledWay.StoreFailed
                : null,
        };
    }

    /// <summary>Whether another owner had the claim before the completion could arrive.</summary>
    private static bool WasTakenOver(World world, HandlerRun run) => run.Invocation.Owner is { } owner
        && world.Records.TakeOverFrom(run.RecordId, owner) is { } time
        && time < run.EndedAt + world.Settings.CallTime + TimeSpan.FromMilliseconds(2);

    /// <summary>Whether the store failed, and the invocation tried to write its completions until it had to answer, or still does.</summary>
    private static bool HasTriedToTheEnd(SimulatedInvocation invocation) => invocation.HadStoreFaults && !(invocation.EndedAt < invocation.Stop);

    private static DoubledWay PastLease(World world, HandlerRun run) =>
        world.Now < run.Invocation.End && world.Faults.IsPossible(FaultKind.LargeSkew) ? DoubledWay.ClockSkew : DoubledWay.PastLease;

    /// <summary>Whether the completion of the earlier call was written before the later call began.</summary>
    private static bool IsCompletedBefore(World world, HandlerRun earlier, HandlerRun run) =>
        world.Records.CompletionOf(earlier.RecordId) is { } completion
        && completion.Owner == earlier.Invocation.Owner
        && completion.Time < run.StartedAt;

    /// <summary>Whether the handler ended when no time was left for its completion, or the process stood still before it was written.</summary>
    private static bool IsCutOff(HandlerRun run) => run.EndedAt >= run.Invocation.Stop || run.Process.Stalls > run.StallsAtEnd;
}
