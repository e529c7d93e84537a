using System.Net;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Chaos.Tests;
using SqsLambda.Chaos.Tests.Network;
using SqsLambda.Redis.Tests.Servers;
using StackExchange.Redis;

namespace SqsLambda.Redis.Tests;

/// <summary>Connections that are delayed, reset and silenced, and a server that is killed. It writes each change to its file before it answers.</summary>
[Trait("Category", "Long")]
public sealed class FaultTests
{
    private const int Owners = 6;
    private const int Keys = 60;
    private const int KeysPerCall = 10;
    private const int Rounds = 4;

    // Longer than the test. So a key has one owner for good.
    private static readonly TimeSpan Lease = TimeSpan.FromHours(1);

    private readonly Dictionary<string, int> _timesWon = [];

    [SkippableFact]
    public async Task Each_key_is_won_by_one_owner_and_completed_by_it()
    {
        var chance = new Chance(1);
        var figures = new Figures();
        await using RedisServer server = await RedisServer.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        for (int round = 0; round < Rounds; round++)
        {
            Claim[] claims = [.. Enumerable.Range(0, Keys).Select(number => new Claim(new("test", $"{round}-{number}"), PayloadHash.OfBody([1])))];
            Task[] owners = [.. Enumerable.Range(0, Owners).Select(owner => Task.Run(() => RunAsync(server, claims, $"{round}-{owner}", chance.NewSource(), figures)))];
            await Task.WhenAny(owners);
            await server.KillAsync();
            await server.StartAgainAsync();
            await Task.WhenAll(owners);
        }

        Assert.Equal(Rounds * Keys, _timesWon.Count);
        Assert.All(_timesWon, static key => Assert.Equal(1, key.Value));
        Assert.InRange(figures[Figure.RequestsLost] + figures[Figure.AnswersLost], 1, int.MaxValue);
    }

    /// <summary>Claims all keys, some with each call, and completes what it won. What is unavailable is tried again.</summary>
    private async Task RunAsync(RedisServer server, Claim[] claims, string owner, Chance chance, Figures figures)
    {
        await using var network = new FaultyStream(new(IPAddress.Loopback, server.Port), chance, figures);
        await using var store = new RedisIdempotencyStore(
            new ConfigurationOptions { EndPoints = { IPEndPoint.Parse(network.Host) } }, TimeSpan.FromDays(1), TimeProvider.System, static _ => { });
        foreach (Claim[] chunk in claims.Chunk(KeysPerCall))
        {
            List<Claim> open = [.. chunk];
            var won = new List<Settlement>();
            while (open.Count > 0)
            {
                ClaimResult[] results = await UntilAnsweredAsync(() => store.ClaimAsync(open, owner, Lease, default));
                won.AddRange(open.Where((_, index) => results[index].Status == ClaimStatus.Claimed).Select(static claim => new Settlement(claim.Key, SettlementKind.Complete)));
                open = [.. open.Where((_, index) => results[index].Status == ClaimStatus.Unavailable)];
            }

            lock (_timesWon)
            {
                won.ForEach(settlement => _timesWon[settlement.Key.Id] = _timesWon.GetValueOrDefault(settlement.Key.Id) + 1);
            }

            while (won.Count > 0)
            {
                SettlementResult[] results = await UntilAnsweredAsync(() => store.SettleAsync(won, owner, default));
                Assert.DoesNotContain(results, static result => result.Status is SettlementStatus.LeaseLost or SettlementStatus.Refused);
                won = [.. won.Where((_, index) => results[index].Status == SettlementStatus.Unavailable)];
            }
        }
    }

    private static async Task<T[]> UntilAnsweredAsync<T>(Func<ValueTask<IReadOnlyList<T>>> callAsync)
    {
        while (true)
        {
            try
            {
                return [.. await callAsync()];
            }
            catch (RedisIdempotencyException)
            {
                await Task.Yield();
            }
        }
    }
}
