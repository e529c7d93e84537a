using SqsLambda.Simulation.Handlers;
using SqsLambda.Simulation.Scenarios;

namespace SqsLambda.Simulation.Invariants;

/// <summary>An effect in the transaction of the completion never happens twice, and the record is completed by the same invocation.</summary>
internal static class EnlistedEffectOnce
{
    public static void Check(World world, HandlerRun run)
    {
        IReadOnlyList<HandlerRun> earlier = world.Runs.EffectsOf(run.Key);
        world.Verdict.Require(
            earlier.Count == 0, Invariant.EnlistedEffectOnce, $"the enlisted effect of {run.Key} happens once",
            () => $"it happened in {earlier[0]} and again in {run}");
        world.Verdict.Require(
            run.End == RunEnd.Succeeded, Invariant.EnlistedEffectOnce, "an enlisted effect happens only after its handler has succeeded",
            () => $"the effect of {run} happened when its handler was {run.End}");
        world.Verdict.Require(
            world.Records.Of(run.RecordId) is { IsCompleted: true } record && record.Owner == run.Invocation.Owner,
            Invariant.EnlistedEffectOnce,
            "an enlisted effect happens together with the completion by its own invocation",
            () => $"the record of {run.Key} was {world.Records.Of(run.RecordId)?.ToString() ?? "absent"} when {run} had its effect");
    }
}
