using System.Globalization;
using System.Net;
using Microsoft.Extensions.Time.Testing;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Redis.Tests.Servers;
using StackExchange.Redis;

namespace SqsLambda.Redis.Tests;

/// <summary>A cluster of three servers. Each of them has a third of the keys.</summary>
public sealed class ClusterTests : IAsyncLifetime
{
    private const int Slots = 16_384;
    private const string NoServer = "The command 'redis-server' is not on the PATH.";

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    private readonly List<RedisServer> _servers = [];

    public async Task InitializeAsync()
    {
        try
        {
            for (int i = 0; i < 3; i++)
            {
                _servers.Add(await RedisServer.StartAsync(
                    "--cluster-enabled", "yes", "--cluster-port", $"{RedisServer.FreePort()}", "--cluster-node-timeout", "60000", "--cluster-require-full-coverage", "no"));
            }
        }
        catch (SkipException)
        {
            return;
        }

        for (int i = 0; i < 3; i++)
        {
            await _servers[i].AskAsync("CLUSTER", "ADDSLOTSRANGE", Slots * i / 3, (Slots * (i + 1) / 3) - 1);
            string busPort = await BusPortAsync(_servers[i]);
            await _servers[0].AskAsync("CLUSTER", "MEET", "127.0.0.1", _servers[i].Port, busPort);
        }

        foreach (RedisServer server in _servers)
        {
            string info;
            do
            {
                info = $"{await server.AskAsync("CLUSTER", "INFO")}";
            }
            while (!info.Contains("cluster_state:ok", StringComparison.Ordinal)
                || !info.Contains("cluster_known_nodes:3", StringComparison.Ordinal)
                || !info.Contains($"cluster_slots_assigned:{Slots}", StringComparison.Ordinal));
        }
    }

    public async Task DisposeAsync()
    {
        foreach (RedisServer server in _servers)
        {
            await server.DisposeAsync();
        }
    }

    [SkippableFact]
    public async Task The_keys_of_a_batch_are_claimed_and_completed_on_all_servers()
    {
        await using RedisIdempotencyStore store = NewStore();
        Claim[] claims = Claims(300);

        IReadOnlyList<ClaimResult> claimed = await store.ClaimAsync(claims, "one", Lease, default);
        IReadOnlyList<ClaimResult> held = await store.ClaimAsync(claims, "two", Lease, default);
        IReadOnlyList<SettlementResult> settled = await CompleteAsync(store, claims);
        IReadOnlyList<ClaimResult> done = await store.ClaimAsync(claims, "two", Lease, default);

        Assert.All(claimed, static result => Assert.Equal(ClaimStatus.Claimed, result.Status));
        Assert.All(held, static result => Assert.Equal(ClaimStatus.InProgress, result.Status));
        Assert.All(settled, static result => Assert.Equal(SettlementStatus.Settled, result.Status));
        Assert.All(done, static result => Assert.Equal(ClaimStatus.Completed, result.Status));
        foreach (RedisServer server in _servers)
        {
            Assert.InRange((int)await server.AskAsync("DBSIZE"), 50, 150);
        }
    }

    [SkippableFact]
    public async Task Keys_of_a_server_that_is_down_are_unavailable_and_the_others_are_not_affected()
    {
        await using RedisIdempotencyStore store = NewStore();
        Claim[] claims = Claims(100);
        await store.ClaimAsync(claims, "one", Lease, default);
        int lost = (int)await _servers[2].AskAsync("DBSIZE");
        await _servers[2].KillAsync();

        IReadOnlyList<ClaimResult> results = await store.ClaimAsync(claims, "two", Lease, default);

        Assert.InRange(lost, 1, 99);
        Assert.Equal(lost, results.Count(static result => result.Status == ClaimStatus.Unavailable));
        Assert.Equal(claims.Length - lost, results.Count(static result => result.Status == ClaimStatus.InProgress));
        Assert.All(results.Where(static result => result.Status == ClaimStatus.Unavailable), static result => Assert.Matches("^Redis at [0-9.,:]+ (cannot be reached: |did not answer in time)", result.Reason));
    }

    [SkippableFact]
    public async Task While_a_server_is_down_the_connection_to_the_others_is_kept_and_a_new_one_is_tried_from_time_to_time()
    {
        Skip.If(_servers.Count < 3, NoServer);
        int before = await ConnectionsAsync(_servers[0]);
        var time = new FakeTimeProvider();
        await using RedisIdempotencyStore store = NewStore(time);
        await store.ClaimAsync(Claims(30), "one", Lease, default);
        Claim[] claims = Array.FindAll(Claims(30), IsOnLastServer);
        await _servers[2].KillAsync();

        for (int call = 0; call < 3; call++)
        {
            await Assert.ThrowsAsync<RedisIdempotencyException>(async () => await store.ClaimAsync(claims, "two", Lease, default));
        }

        Assert.Equal(before + 2, await ConnectionsAsync(_servers[0]));
        await _servers[2].StartAgainAsync();
        time.Advance(TimeSpan.FromSeconds(3));
        while (!await AreClaimedAsync(store, claims))
        {
            await Task.Yield();
        }

        Assert.Equal(before + 3, await ConnectionsAsync(_servers[0]));
    }

    /// <summary>A restart makes it forget the user, and its default user needs no password.</summary>
    [SkippableFact]
    public async Task A_server_that_comes_back_is_used_only_if_it_lets_the_user_in()
    {
        foreach (RedisServer server in _servers)
        {
            await server.AskAsync("ACL", "SETUSER", "orders", "on", ">s3cret", "~*", "+@all");
        }

        await using RedisIdempotencyStore store = NewStore(change: static options => (options.User, options.Password) = ("orders", "s3cret"));
        Claim[] claims = Claims(30);
        await store.ClaimAsync(claims, "one", Lease, default);
        await _servers[2].KillAsync();
        await _servers[2].StartAgainAsync();

        IReadOnlyList<ClaimResult> results = await store.ClaimAsync(claims, "two", Lease, default);

        Assert.All(
            results.Zip(claims),
            result => Assert.Equal(IsOnLastServer(result.Second) ? ClaimStatus.Unavailable : ClaimStatus.InProgress, result.First.Status));
    }

    [SkippableFact]
    public async Task Keys_that_move_to_another_server_are_found_there()
    {
        await using RedisIdempotencyStore store = NewStore();
        Claim claim = Claims(1)[0];
        await store.ClaimAsync([claim], "one", Lease, default);
        string key = $"sqs-lambda:{claim.Key.Id}";
        int slot = (int)await _servers[0].AskAsync("CLUSTER", "KEYSLOT", key);
        int from = Array.FindIndex([0, 1, 2], i => slot < Slots * (i + 1) / 3), to = (from + 1) % 3;
        string[] ids = await Task.WhenAll(_servers.Select(static async server => $"{await server.AskAsync("CLUSTER", "MYID")}"));
        await _servers[to].AskAsync("CLUSTER", "SETSLOT", slot, "IMPORTING", ids[from]);
        await _servers[from].AskAsync("CLUSTER", "SETSLOT", slot, "MIGRATING", ids[to]);
        await _servers[from].AskAsync("MIGRATE", "127.0.0.1", _servers[to].Port, key, 0, 60_000);

        // The key is on its way: the old server asks for it to be sought at the new one.
        Assert.Equal(ClaimStatus.InProgress, (await store.ClaimAsync([claim], "two", Lease, default))[0].Status);

        await _servers[to].AskAsync("CLUSTER", "SETSLOT", slot, "NODE", ids[to]);
        await _servers[from].AskAsync("CLUSTER", "SETSLOT", slot, "NODE", ids[to]);
        Assert.Equal(SettlementStatus.Settled, (await CompleteAsync(store, [claim]))[0].Status);
        Assert.Equal(ClaimStatus.Completed, (await store.ClaimAsync([claim], "two", Lease, default))[0].Status);
    }

    private static Claim[] Claims(int count) => [.. Enumerable.Range(0, count).Select(static number => new Claim(new("test", $"{number}"), PayloadHash.OfBody([1])))];

    private static async Task<IReadOnlyList<SettlementResult>> CompleteAsync(RedisIdempotencyStore store, Claim[] claims) =>
        await store.SettleAsync([.. claims.Select(static claim => new Settlement(claim.Key, SettlementKind.Complete))], "one", default);

    private static async Task<string> BusPortAsync(RedisServer server) => ((RedisResult[])(await server.AskAsync("CONFIG", "GET", "cluster-port"))!)[1].ToString();

    private static bool IsOnLastServer(Claim claim) => Crc16($"sqs-lambda:{claim.Key.Id}") % Slots >= Slots * 2 / 3;

    // The checksum by which a cluster distributes keys: CRC-16/XMODEM.
    private static int Crc16(string key)
    {
        int crc = 0;
        foreach (char character in key)
        {
            crc ^= character << 8;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 0x8000) == 0 ? crc << 1 : (crc << 1) ^ 0x1021;
            }

            crc &= 0xFFFF;
        }

        return crc;
    }

    private static async Task<int> ConnectionsAsync(RedisServer server) => int.Parse(
        $"{await server.AskAsync("INFO", "stats")}".Split("total_connections_received:")[1].Split('\r')[0], CultureInfo.InvariantCulture);

    private static async Task<bool> AreClaimedAsync(RedisIdempotencyStore store, Claim[] claims)
    {
        try
        {
            return (await store.ClaimAsync(claims, "two", Lease, default)).All(static result => result.Status == ClaimStatus.Claimed);
        }
        catch (RedisIdempotencyException)
        {
            return false;
        }
    }

    private RedisIdempotencyStore NewStore(TimeProvider? timeProvider = null, Action<ConfigurationOptions>? change = null)
    {
        Skip.If(_servers.Count < 3, NoServer);
        var options = new ConfigurationOptions();
        _servers.ForEach(server => options.EndPoints.Add(IPAddress.Loopback, server.Port));
        change?.Invoke(options);
        return new(options, TimeSpan.FromDays(1), timeProvider ?? TimeProvider.System, static _ => { });
    }
}
