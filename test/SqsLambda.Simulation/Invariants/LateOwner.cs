using SqsLambda.Simulation.Lambda;
using SqsLambda.Simulation.Scenarios;
using SqsLambda.Simulation.Stores;

namespace SqsLambda.Simulation.Invariants;

/// <summary>Only the owner of a claim changes its record, and a new owner takes it over only after its lease. What is completed stays so.</summary>
internal static class LateOwner
{
    public static void Check(
        World world, string id, RecordState? before, RecordState? after, SimulatedProcess writer, Dictionary<string, SimulatedProcess> owners)
    {
        if (before is null)
        {
            return;
        }

        bool isOwn = (after is null || after.Owner == before.Owner) && owners[before.Owner] == writer;
        world.Verdict.Require(
            isOwn || (after is { IsCompleted: false } && LeaseIsOver(world, before, writer)),
            Invariant.LateOwner,
            "only its owner changes a record during the lease",
            () => $"{writer.Name} changed record {id[..6]} of {before.Owner} from {before} to {after?.ToString() ?? "none"}");
        world.Verdict.Require(
            !before.IsCompleted || (after is { IsCompleted: true } && after.Owner == before.Owner),
            Invariant.LateOwner,
            "a completed record stays as it is",
            () => $"{writer.Name} changed record {id[..6]} from {before} to {after?.ToString() ?? "none"}");
    }

    /// <summary>The clock of the writer decides, when it sent the request. That is before now.</summary>
    private static bool LeaseIsOver(World world, RecordState before, SimulatedProcess writer) =>
        before.LeaseEnd <= writer.Clock.DateAt(world.Now).ToUnixTimeMilliseconds()
        || before.LeaseEnd <= Clock.ProcessClock.TrueDateAt(world.Now).ToUnixTimeMilliseconds();
}
