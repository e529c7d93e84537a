using SqsLambda.Batch.Idempotency;
using SqsLambda.Redis.Tests.Servers;

namespace SqsLambda.Redis.Tests;

/// <summary>Many owners that want the same keys at the same time, each with a connection of its own.</summary>
public sealed class RaceTests
{
    private const int Owners = 16;
    private const int Keys = 200;
    private const int Rounds = 20;

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    [SkippableFact]
    public async Task Each_key_has_one_owner_who_alone_completes_it()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        RedisIdempotencyStore[] stores = [.. Enumerable.Range(0, Owners).Select(_ => server.NewStore())];
        var chance = new Random(1);
        for (int round = 0; round < Rounds; round++)
        {
            Claim[] claims = [.. Enumerable.Range(0, Keys).Select(number => new Claim(new("test", $"{round}-{number}"), PayloadHash.OfBody([1])))];
            Claim[][] orders = [.. stores.Select(_ => Shuffled(claims, chance))];

            RecordKey[][] won = await Task.WhenAll(stores.Select((store, owner) => Task.Run(() => ClaimAndCompleteAsync(store, orders[owner], $"{round}-{owner}"))));

            Assert.Equal(Keys, won.Sum(static keys => keys.Length));
            Assert.Equal(Keys, won.SelectMany(static keys => keys).Distinct().Count());
        }

        foreach (RedisIdempotencyStore store in stores)
        {
            await store.DisposeAsync();
        }
    }

    private static Claim[] Shuffled(Claim[] claims, Random chance)
    {
        Claim[] shuffled = [.. claims];
        chance.Shuffle(shuffled);
        return shuffled;
    }

    /// <summary>Completes what the owner has claimed, and tries to release everything else.</summary>
    private static async Task<RecordKey[]> ClaimAndCompleteAsync(RedisIdempotencyStore store, Claim[] claims, string owner)
    {
        IReadOnlyList<ClaimResult> results = await store.ClaimAsync(claims, owner, Lease, default);
        Settlement[] settlements =
        [
            .. claims.Select((claim, index) => new Settlement(claim.Key, results[index].Status == ClaimStatus.Claimed ? SettlementKind.Complete : SettlementKind.Release)),
        ];
        IReadOnlyList<SettlementResult> settled = await store.SettleAsync(settlements, owner, default);
        for (int i = 0; i < settled.Count; i++)
        {
            Assert.Equal(settlements[i].Kind == SettlementKind.Complete ? SettlementStatus.Settled : SettlementStatus.LeaseLost, settled[i].Status);
        }

        return [.. settlements.Where(static settlement => settlement.Kind == SettlementKind.Complete).Select(static settlement => settlement.Key)];
    }
}
