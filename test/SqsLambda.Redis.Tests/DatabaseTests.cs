using SqsLambda.Batch.Idempotency;
using SqsLambda.Redis.Tests.Servers;

namespace SqsLambda.Redis.Tests;

/// <summary>Records are in the database that the address names, or nowhere.</summary>
public sealed class DatabaseTests
{
    private const string Secret = "s3cret-s3cret";

    [SkippableTheory]
    [InlineData(3, "-select", "does not allow the user what the store needs: NOPERM this user has no permissions to run the 'select' command")]
    [InlineData(99, "-select -config", "does not allow the user what the store needs: NOPERM this user has no permissions to run the 'select' command")]
    [InlineData(99, "-config", "has no such database: ERR DB index is out of range")]
    [InlineData(99, "+config", "has no such database: ")]
    public async Task A_database_that_cannot_be_selected_is_refused(int database, string permissions, string reason)
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using RedisIdempotencyStore store = await NewStoreAsync(server, database, permissions);

        ClaimResult result = await ClaimAsync(store);

        Assert.Equal(ClaimStatus.Refused, result.Status);
        Assert.StartsWith($"{server.Name} {reason}", result.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("db0:", await KeyspaceAsync(server), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Who_may_not_see_how_many_databases_there_are_has_records_in_the_right_one()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using RedisIdempotencyStore store = await NewStoreAsync(server, 3, "-config");

        Assert.Equal(ClaimStatus.Claimed, (await ClaimAsync(store)).Status);

        Assert.Contains("db3:keys=1", await KeyspaceAsync(server), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_cluster_has_only_database_0()
    {
        await using RedisServer server = await RedisServer.StartAsync("--cluster-enabled", "yes", "--cluster-port", $"{RedisServer.FreePort()}");
        await using RedisIdempotencyStore store = server.NewStore(static options => options.DefaultDatabase = 3);

        ClaimResult result = await ClaimAsync(store);

        Assert.Equal(ClaimStatus.Refused, result.Status);
        Assert.StartsWith($"{server.Name} has no such database: ", result.Reason, StringComparison.Ordinal);
    }

    private static async Task<RedisIdempotencyStore> NewStoreAsync(RedisServer server, int database, string permissions)
    {
        await server.AskAsync("ACL", ["SETUSER", "orders", "on", $">{Secret}", "~*", "+@all", .. permissions.Split(' ')]);
        return server.NewStore(options => (options.User, options.Password, options.DefaultDatabase) = ("orders", Secret, database));
    }

    private static async Task<string> KeyspaceAsync(RedisServer server) => $"{await server.AskAsync("INFO", "keyspace")}";

    private static async Task<ClaimResult> ClaimAsync(RedisIdempotencyStore store) =>
        Assert.Single(await store.ClaimAsync([new(new("test", "k"), PayloadHash.OfBody([1]))], "one", TimeSpan.FromMinutes(1), default));
}
