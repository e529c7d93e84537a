using System.Net;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Redis.Connection;
using SqsLambda.Redis.Tests.Servers;
using StackExchange.Redis;

namespace SqsLambda.Redis.Tests;

/// <summary>
/// No call is made on a connection whose login was refused. If the default user needs no password, as in a new Redis, the client would go on as that user.
/// </summary>
public sealed class LoginTests
{
    private const string Secret = "s3cret-s3cret";

    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(1);

    [SkippableTheory]
    [InlineData("orders", "wrong")]
    [InlineData("nobody", Secret)]
    [InlineData("disabled", Secret)]
    public async Task Who_is_refused_is_not_taken_for_the_default_user(string user, string password)
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await server.AskAsync("ACL", "SETUSER", "orders", "on", $">{Secret}", "~*", "+@all");
        await server.AskAsync("ACL", "SETUSER", "disabled", "off", $">{Secret}", "~*", "+@all");
        await using RedisIdempotencyStore store = server.NewStore(options => (options.User, options.Password) = (user, password));

        ClaimResult result = await ClaimAsync(store);

        Assert.Equal(ClaimStatus.Refused, result.Status);
        Assert.StartsWith($"{server.Name} refuses the login: WRONGPASS", result.Reason, StringComparison.Ordinal);
        Assert.Equal(0, (int)await server.AskAsync("DBSIZE"));
    }

    [SkippableFact]
    public async Task Who_is_refused_after_the_connection_broke_is_not_taken_for_the_default_user()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await server.AskAsync("ACL", "SETUSER", "orders", "on", $">{Secret}", "~*", "+@all");
        await using RedisIdempotencyStore store = server.NewStore(static options => (options.User, options.Password) = ("orders", Secret));
        Assert.Equal(ClaimStatus.Claimed, (await ClaimAsync(store)).Status);
        await server.AskAsync("ACL", "SETUSER", "orders", "resetpass", ">another");
        await server.AskAsync("CLIENT", "KILL", "USER", "orders");

        Assert.Equal(ClaimStatus.Refused, (await ClaimAsync(store)).Status);
    }

    [SkippableFact]
    public async Task A_password_for_a_default_user_who_has_none_is_refused()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using RedisIdempotencyStore store = server.NewStore(static options => options.Password = Secret);

        ClaimResult result = await ClaimAsync(store);

        Assert.Equal(ClaimStatus.Refused, result.Status);
        Assert.StartsWith(
            $"{server.Name} refuses the login: AUTH failed. The answer is not shown, because it may contain the password. Check the user in IDEMPOTENCY_REDIS",
            result.Reason, StringComparison.Ordinal);
    }

    /// <summary>It answers: unknown command 'AUTH', with args beginning with the password.</summary>
    [SkippableTheory]
    [InlineData(null)]
    [InlineData("of the default user")]
    public async Task A_server_that_repeats_the_password_in_its_answer_is_not_quoted(string? password)
    {
        await using RedisServer server = await RedisServer.StartAsync(["--rename-command", "AUTH", "", .. password is null ? (string[])[] : ["--requirepass", password]]);
        await using RedisIdempotencyStore store = server.NewStore(static options => options.Password = Secret);

        ClaimResult result = await ClaimAsync(store);

        Assert.Equal(ClaimStatus.Refused, result.Status);
        Assert.DoesNotContain(Secret, result.Reason, StringComparison.Ordinal);
    }

    /// <summary>The client would connect again by itself, and would not look at the answer to its login.</summary>
    [SkippableFact]
    public async Task A_client_makes_no_connection_after_its_connections_were_checked()
    {
        await using RedisServer primary = await RedisServer.StartAsync();
        await using RedisServer replica = await RedisServer.StartAsync("--replicaof", $"127.0.0.1 {primary.Port}");
        await using IConnectionMultiplexer connection = await OpenAsync(primary, replica);
        var restored = new TaskCompletionSource();
        connection.ConnectionRestored += (_, _) => restored.TrySetResult();
        IServer client = connection.GetServer(IPAddress.Loopback, replica.Port);
        long triesBefore = client.GetCounters().Interactive.SocketCount;
        string before = await ConnectionsAsync(replica);

        await replica.AskAsync("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
        while (client.GetCounters().Interactive.SocketCount < triesBefore + 2 && !restored.Task.IsCompleted)
        {
            await Task.Yield();
        }

        Assert.False(restored.Task.IsCompleted);
        Assert.Equal(before, await ConnectionsAsync(replica));
        Assert.True(connection.IsConnected);
    }

    [SkippableFact]
    public async Task A_connection_that_was_too_late_for_the_check_is_cut()
    {
        await using RedisServer primary = await RedisServer.StartAsync();
        await using RedisServer replica = await RedisServer.StartAsync("--replicaof", $"127.0.0.1 {primary.Port}");
        await replica.AskAsync("PING");
        replica.Stop();
        await using IConnectionMultiplexer connection = await OpenAsync(primary, replica);
        replica.Continue();

        await UntilOnlyAdministratorIsConnectedAsync(replica).WaitAsync(Bound);

        Assert.False(connection.GetServer(IPAddress.Loopback, replica.Port).IsConnected);
    }

    private static async Task<IConnectionMultiplexer> OpenAsync(RedisServer primary, RedisServer replica)
    {
        ConfigurationOptions options = primary.NewOptions();
        options.EndPoints.Add(IPAddress.Loopback, replica.Port);
        return await new RedisOpening(_ => Task.FromResult(options), static _ => { }).OpenAsync();
    }

    private static async Task UntilOnlyAdministratorIsConnectedAsync(RedisServer server)
    {
        while ($"{await server.AskAsync("CLIENT", "LIST", "TYPE", "normal")}".Split('\n', StringSplitOptions.RemoveEmptyEntries).Length > 1)
        {
            await Task.Yield();
        }
    }

    private static async Task<string> ConnectionsAsync(RedisServer server) =>
        $"{await server.AskAsync("INFO", "stats")}".Split('\n').First(static line => line.StartsWith("total_connections_received:", StringComparison.Ordinal));

    private static async Task<ClaimResult> ClaimAsync(RedisIdempotencyStore store) =>
        Assert.Single(await store.ClaimAsync([new(new("test", "k"), PayloadHash.OfBody([1]))], "one", TimeSpan.FromMinutes(1), default));
}
