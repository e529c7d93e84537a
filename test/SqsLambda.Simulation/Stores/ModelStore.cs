using SqsLambda.Batch.Idempotency;
using SqsLambda.Simulation.Clock;
using SqsLambda.Simulation.Lambda;
using SqsLambda.Simulation.Scenarios;

namespace SqsLambda.Simulation.Stores;

/// <summary>A store in memory that all processes share, behind calls that can fail. Its own clock decides when a lease ends.</summary>
internal sealed class ModelStore(World world, SimulatedProcess process) : IIdempotencyStore
{
    private const string Throttled = "throttled";

    public bool CanDoWork => true;

    public int MaxSettlementsPerCall => 25;

    public async ValueTask<IReadOnlyList<ClaimResult>> ClaimAsync(
        IReadOnlyList<Claim> claims, string owner, TimeSpan leaseDuration, CancellationToken cancellationToken) =>
        await process.Calls.MakeAsync<IReadOnlyList<ClaimResult>>(
            Service.Store, "Claim", () => [.. claims.Select(claim => Claim(claim, owner, leaseDuration))], cancellationToken).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<SettlementResult>> SettleAsync(
        IReadOnlyList<Settlement> settlements, string owner, CancellationToken cancellationToken) =>
        await process.Calls.MakeAsync<IReadOnlyList<SettlementResult>>(
            Service.Store, "Settle", () => [.. settlements.Select(settlement => Settle(settlement, owner))], cancellationToken).ConfigureAwait(false);

    private ClaimResult Claim(Claim claim, string owner, TimeSpan leaseDuration)
    {
        if (IsThrottled())
        {
            return new(ClaimStatus.Unavailable, Reason: Throttled);
        }

        string id = claim.Key.Id;
        long now = ProcessClock.TrueDateAt(world.Now).ToUnixTimeMilliseconds();
        if (world.Records.Of(id) is { } found)
        {
            if (found.IsCompleted)
            {
                return new(ClaimStatus.Completed, PayloadDiffers: claim.Payload.DiffersFrom(world.Records.Payloads[id]));
            }

            if (found.LeaseEnd > now && found.Owner != owner)
            {
                return new(ClaimStatus.InProgress, TimeSpan.FromMilliseconds(found.LeaseEnd - now));
            }
        }

        world.Records.Payloads[id] = claim.Payload.ToString();
        world.Records.Changed(id, new(owner, IsCompleted: false, now + (long)Math.Ceiling(leaseDuration.TotalMilliseconds)), process);
        return new(ClaimStatus.Claimed);
    }

    private SettlementResult Settle(Settlement settlement, string owner)
    {
        if (IsThrottled())
        {
            return new(SettlementStatus.Unavailable, Throttled);
        }

        string id = settlement.Key.Id;
        RecordState? found = world.Records.Of(id);
        if (found?.Owner != owner)
        {
            return new(found is null && settlement.Kind == SettlementKind.Release ? SettlementStatus.Settled : SettlementStatus.LeaseLost);
        }

        if (!found.IsCompleted)
        {
            world.Records.Changed(id, settlement.Kind == SettlementKind.Complete ? found with { IsCompleted = true } : null, process);
        }

        return new(SettlementStatus.Settled);
    }

    private bool IsThrottled()
    {
        bool isThrottled = world.Faults.Happens(FaultKind.Throttle);
        process.StoreFaults += isThrottled ? 1 : 0;
        return isThrottled;
    }
}
