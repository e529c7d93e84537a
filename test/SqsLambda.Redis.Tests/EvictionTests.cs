using SqsLambda.Batch.Idempotency;
using SqsLambda.Redis.Connection;
using SqsLambda.Redis.Tests.Servers;
using StackExchange.Redis;

namespace SqsLambda.Redis.Tests;

/// <summary>A server that may evict records is warned of once.</summary>
public sealed class EvictionTests
{
    [SkippableTheory]
    [InlineData("volatile-lru")]
    [InlineData("allkeys-random")]
    public async Task A_server_that_may_evict_records_is_warned_of_at_the_first_use_and_never_again(string policy)
    {
        await using RedisServer server = await RedisServer.StartAsync("--maxmemory-policy", policy);

        Assert.Equal(
            [$"Warning: {server.Name} has the maxmemory-policy '{policy}', so it may evict idempotency records when its memory is full. A message whose record was evicted runs again. Set it to 'noeviction'"],
            await WarningsAsync(server));
    }

    [SkippableFact]
    public async Task A_server_that_evicts_nothing_is_not_warned_of()
    {
        await using RedisServer server = await RedisServer.StartAsync();

        Assert.Empty(await WarningsAsync(server));
    }

    /// <summary>ElastiCache forbids CONFIG, and others may forbid INFO.</summary>
    [SkippableTheory]
    [InlineData("-config", true)]
    [InlineData("-info", true)]
    [InlineData("-info -config", false)]
    public async Task The_policy_is_seen_by_INFO_or_else_by_CONFIG_and_if_the_user_may_call_neither_the_warning_says_so(string forbidden, bool isSeen)
    {
        await using RedisServer server = await RedisServer.StartAsync("--maxmemory-policy", "allkeys-lru");
        await server.AskAsync("ACL", ["SETUSER", "orders", "on", ">p", "~*", "+@all", .. forbidden.Split(' ')]);

        string warning = Assert.Single(await WarningsAsync(server, "orders"));

        Assert.StartsWith(
            isSeen ? $"Warning: {server.Name} has the maxmemory-policy 'allkeys-lru', so" : $"Warning: {server.Name} does not say its maxmemory-policy, because the user may call neither INFO nor CONFIG GET.",
            warning, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_server_that_is_promoted_later_is_asked_then()
    {
        await using RedisServer primary = await RedisServer.StartAsync();
        await using RedisServer server = await RedisServer.StartAsync("--replicaof", $"127.0.0.1 {primary.Port}", "--maxmemory-policy", "allkeys-lru");
        List<string> warnings = [];
        await using RedisIdempotencyStore store = server.NewStore(warn: warnings.Add);
        await Assert.ThrowsAsync<RedisIdempotencyException>(() => ClaimAsync(store));
        await store.EvictionChecked.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Empty(warnings);

        await server.AskAsync("REPLICAOF", "NO", "ONE");
        await server.AskAsync("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
        await ClaimAsync(store);
        await store.EvictionChecked.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Contains("'allkeys-lru'", Assert.Single(warnings), StringComparison.Ordinal);
    }

    /// <summary>The server is made busy between the opening of the connection and the question.</summary>
    [SkippableFact]
    public async Task A_server_that_is_busy_is_asked_again_by_the_next_connection()
    {
        await using RedisServer server = await RedisServer.StartAsync("--maxmemory-policy", "allkeys-lru", "--busy-reply-threshold", "1");
        await server.AskAsync("PING");
        await using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(RedisOptions.Bounded(server.NewOptions()));
        List<string> warnings = [];
        var check = new EvictionCheck(server.Name, warnings.Add);
        Task busy = server.AskAsync("EVAL", "while true do end", 0);
        await UntilBusyAsync(connection.GetDatabase());
        check.Start(connection);
        await check.Checked.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Empty(warnings);
        await connection.GetDatabase().ExecuteAsync("SCRIPT", "KILL");
        await Assert.ThrowsAsync<RedisServerException>(() => busy);

        check.Start(connection);
        await check.Checked.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Contains("'allkeys-lru'", Assert.Single(warnings), StringComparison.Ordinal);
    }

    private static async Task UntilBusyAsync(IDatabase database)
    {
        while (true)
        {
            try
            {
                await database.PingAsync();
            }
            catch (RedisServerException)
            {
                return;
            }
        }
    }

    /// <summary>Uses two connections.</summary>
    private static async Task<string[]> WarningsAsync(RedisServer server, string? user = null)
    {
        List<string> warnings = [];
        await using RedisIdempotencyStore store = server.NewStore(
            options =>
            {
                if (user is not null)
                {
                    (options.User, options.Password) = (user, "p");
                }
            },
            warn: warnings.Add);
        await ClaimAsync(store);
        await store.EvictionChecked.WaitAsync(TimeSpan.FromSeconds(30));
        await server.AskAsync("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
        await ClaimAsync(store);
        await store.EvictionChecked.WaitAsync(TimeSpan.FromSeconds(30));
        return [.. warnings];
    }

    private static async Task ClaimAsync(RedisIdempotencyStore store) =>
        await store.ClaimAsync([new(new("test", "k"), PayloadHash.OfBody([1]))], "one", TimeSpan.FromMinutes(1), default);
}
