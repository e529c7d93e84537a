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
            () => Found(world, id, before, after, writer));
        world.Verdict.Require(
            !before.IsCompleted || (after is { IsCompleted: true } && after.Owner == before.Owner),
            Invariant.LateOwner,
            "a completed record stays as it is",
            () => Found(world, id, before, after, writer));
    }

    private static string Found(World world, string id, RecordState before, RecordState? after, SimulatedProcess writer)
    {
        string key = world.Records.KeyOf(id);
        string owner = Holders(invocation => invocation.Owner == before.Owner, before.Owner);
        string changer = Holders(invocation => invocation.Process == writer && (after is null ? invocation.EndedAt is null : invocation.Owner == after.Owner), writer.Name);
        return $"{changer} changed the record of {key}, which {owner} owned, from '{before}' to '{after?.ToString() ?? "none"}'";

        string Holders(Predicate<SimulatedInvocation> isOne, string otherwise) =>
            string.Join(", ", world.Queue.Deliveries
                .Where(delivery => delivery.Message.Key == key && delivery.Invocation is { } invocation && isOne(invocation))
                .Select(static delivery => $"{delivery.Invocation!.Name} ({delivery.Message.Id} {delivery.Receipt})")
                .DefaultIfEmpty(otherwise));
    }

    /// <summary>The clock of the writer decides, when it sent the request. That is before now.</summary>
    private static bool LeaseIsOver(World world, RecordState before, SimulatedProcess writer) =>
        before.LeaseEnd <= writer.Clock.DateAt(world.Now).ToUnixTimeMilliseconds()
        || before.LeaseEnd <= Clock.ProcessClock.TrueDateAt(world.Now).ToUnixTimeMilliseconds();
}
