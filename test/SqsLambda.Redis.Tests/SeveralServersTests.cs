using System.Net;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Redis.Tests.Servers;

namespace SqsLambda.Redis.Tests;

/// <summary>Several servers that are no cluster: one primary and its replicas.</summary>
public sealed class SeveralServersTests
{
    [SkippableFact]
    public async Task Two_primaries_keep_no_records_because_each_environment_would_choose_its_own()
    {
        await using RedisServer first = await RedisServer.StartAsync();
        await using RedisServer second = await RedisServer.StartAsync();
        await using RedisIdempotencyStore store = NewStore(first, second);

        var exception = await Assert.ThrowsAsync<RedisIdempotencyException>(() => ClaimAsync(store, "one"));

        Assert.Equal(
            $"{first.Name},127.0.0.1:{second.Port} cannot be used: 127.0.0.1:{first.Port} and 127.0.0.1:{second.Port} are all primaries, and they are no cluster",
            exception.Message);
    }

    [SkippableFact]
    public async Task A_primary_and_its_replica_keep_records_also_after_a_failover()
    {
        await using RedisServer first = await RedisServer.StartAsync();
        await using RedisServer second = await RedisServer.StartAsync("--replicaof", $"127.0.0.1 {first.Port}");
        await using RedisIdempotencyStore store = NewStore(first, second);
        Assert.Equal(ClaimStatus.Claimed, await ClaimAsync(store, "one"));
        await UntilLinkedAsync(second);
        await first.KillAsync();
        await second.AskAsync("REPLICAOF", "NO", "ONE");

        Assert.Equal(ClaimStatus.InProgress, await ClaimAsync(store, "two"));
    }

    private static RedisIdempotencyStore NewStore(RedisServer first, RedisServer second) =>
        first.NewStore(options => options.EndPoints.Add(IPAddress.Loopback, second.Port));

    private static async Task UntilLinkedAsync(RedisServer replica)
    {
        string info;
        do
        {
            info = $"{await replica.AskAsync("INFO", "replication")}";
        }
        while (!info.Contains("master_link_status:up", StringComparison.Ordinal));
    }

    private static async Task<ClaimStatus> ClaimAsync(RedisIdempotencyStore store, string owner) =>
        Assert.Single(await store.ClaimAsync([new(new("test", "k"), PayloadHash.OfBody([1]))], owner, TimeSpan.FromMinutes(1), default)).Status;
}
