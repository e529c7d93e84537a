using SqsLambda.Batch.Idempotency;
using SqsLambda.Redis.Records;
using SqsLambda.Redis.Tests.Servers;
using SqsLambda.Tests.Repository;
using StackExchange.Redis;

namespace SqsLambda.Redis.Tests;

/// <summary>What the operator reads, and whether another attempt is made, when a server does not do its part.</summary>
public sealed class ErrorTests
{
    private const string Secret = "s3cret-s3cret";

    private const string WhatToCheck =
        ". Check the user in IDEMPOTENCY_REDIS, and the password in IDEMPOTENCY_REDIS_PASSWORD or in the file that IDEMPOTENCY_REDIS_PASSWORD_FILE names";

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    [SkippableFact]
    public async Task A_full_server_cannot_claim_or_complete_but_can_release()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using RedisIdempotencyStore store = server.NewStore();
        await store.ClaimAsync([Of("a"), Of("b")], "one", Lease, default);
        await server.AskAsync("CONFIG", "SET", "maxmemory", "1");

        RedisIdempotencyException claim = await Assert.ThrowsAsync<RedisIdempotencyException>(async () => await store.ClaimAsync([Of("c")], "one", Lease, default));
        IReadOnlyList<SettlementResult> settled = await store.SettleAsync(
            [new(Of("a").Key, SettlementKind.Complete), new(Of("b").Key, SettlementKind.Release)], "one", default);

        Assert.StartsWith($"{server.Name} is full: OOM command not allowed when used memory > 'maxmemory'", claim.Message, StringComparison.Ordinal);
        Assert.Equal([SettlementStatus.Unavailable, SettlementStatus.Settled], settled.Select(static result => result.Status));
        Assert.Equal(claim.Message.Split(" script:")[0], settled[0].Reason!.Split(" script:")[0]);
    }

    [SkippableFact]
    public async Task A_server_that_became_a_replica_is_asked_on_a_new_connection_and_then_named_as_read_only()
    {
        await using RedisServer primary = await RedisServer.StartAsync();
        await using RedisServer server = await RedisServer.StartAsync();
        await using RedisIdempotencyStore store = server.NewStore();
        await store.ClaimAsync([Of("a")], "one", Lease, default);
        await server.AskAsync("REPLICAOF", "127.0.0.1", $"{primary.Port}");

        RedisIdempotencyException exception = await Assert.ThrowsAsync<RedisIdempotencyException>(async () => await store.ClaimAsync([Of("b")], "one", Lease, default));

        Assert.StartsWith($"{server.Name} is read-only, as a replica is after a failover", exception.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_cluster_that_is_not_complete_is_named()
    {
        await using RedisServer server = await RedisServer.StartAsync("--cluster-enabled", "yes", "--cluster-port", $"{RedisServer.FreePort()}");
        await using RedisIdempotencyStore store = server.NewStore();

        RedisIdempotencyException exception = await Assert.ThrowsAsync<RedisIdempotencyException>(async () => await store.ClaimAsync([Of("a")], "one", Lease, default));

        Assert.StartsWith($"{server.Name} is changing its cluster: CLUSTERDOWN", exception.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task What_is_no_record_is_refused_and_the_other_keys_are_not_affected()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using RedisIdempotencyStore store = server.NewStore();
        await server.AskAsync("SET", $"sqs-lambda:{Of("a").Key.Id}", "something else");

        IReadOnlyList<ClaimResult> results = await store.ClaimAsync([Of("a"), Of("b")], "one", Lease, default);

        Assert.Equal([ClaimStatus.Refused, ClaimStatus.Claimed], results.Select(static result => result.Status));
        Assert.StartsWith($"{server.Name} has something else under the key of the record: WRONGTYPE", results[0].Reason, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData(null, null, "refuses the login: NOAUTH")]
    [InlineData(null, "wrong-" + Secret, "refuses the login: WRONGPASS invalid username-password pair")]
    [InlineData("nobody", Secret, "refuses the login: WRONGPASS invalid username-password pair")]
    [InlineData("noecho", Secret, "does not allow the user what the store needs: NOPERM this user has no permissions to run the 'echo' command")]
    [InlineData("noscript", Secret, "does not allow the user what the store needs: NOPERM this user has no permissions to run the 'evalsha' command")]
    [InlineData("notime", Secret, "does not allow the user what the store needs: ERR The user executing the script can't run this command")]
    [InlineData("nokeys", Secret, "does not allow the user what the store needs: NOPERM this user has no permissions to access one of the keys")]
    public async Task Who_may_not_log_in_or_may_not_do_what_is_needed_is_refused_and_the_password_is_not_told(string? user, string? password, string reason)
    {
        await using RedisServer server = await RedisServer.StartAsync("--requirepass", Secret);
        await CreateUsersAsync(server);
        await using RedisIdempotencyStore store = server.NewStore(options => (options.User, options.Password) = (user, password));

        IReadOnlyList<ClaimResult> claims = await store.ClaimAsync([Of("a"), Of("b")], "one", Lease, default);
        IReadOnlyList<SettlementResult> settlements = await store.SettleAsync([new(Of("a").Key, SettlementKind.Complete)], "one", default);

        Assert.All(claims, claim => Assert.Equal(ClaimStatus.Refused, claim.Status));
        Assert.All(settlements, settlement => Assert.Equal(SettlementStatus.Refused, settlement.Status));
        Assert.StartsWith($"{server.Name} {reason}", claims[0].Reason, StringComparison.Ordinal);
        Assert.Equal(reason.StartsWith("refuses the login", StringComparison.Ordinal), claims[0].Reason!.EndsWith(WhatToCheck, StringComparison.Ordinal));
        Assert.DoesNotContain(Secret, $"{claims[0]} {settlements[0]} {store}", StringComparison.Ordinal);
    }

    /// <summary>The permissions are those of the package's page.</summary>
    [SkippableTheory]
    [InlineData(null, "")]
    [InlineData(3, " +select")]
    public async Task A_user_with_the_permissions_of_the_page_can_do_everything(int? database, string permissionForDatabase)
    {
        var warnings = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using RedisServer server = await RedisServer.StartAsync("--requirepass", Secret, "--maxmemory-policy", "allkeys-lru");
        string permissions = File.ReadAllText(Repo.PathOf("src", "SqsLambda.Redis", "README.md"))
            .Split("ACL SETUSER orders on '>PASSWORD' ")[1].Split('\n')[0];
        await server.AskAsync("ACL", ["SETUSER", "orders", "on", $">{Secret}", .. $"{permissions}{permissionForDatabase}".Split(' ')]);
        await using RedisIdempotencyStore store = server.NewStore(
            options => (options.User, options.Password, options.DefaultDatabase) = ("orders", Secret, database), warn: line => warnings.TrySetResult(line));

        Assert.Equal(ClaimStatus.Claimed, (await store.ClaimAsync([Of("a")], "one", Lease, default))[0].Status);
        Assert.Equal(ClaimStatus.InProgress, (await store.ClaimAsync([Of("a")], "two", Lease, default))[0].Status);
        Assert.Equal(SettlementStatus.Settled, (await store.SettleAsync([new(Of("a").Key, SettlementKind.Complete)], "one", default))[0].Status);
        await store.ClaimAsync([Of("b")], "one", Lease, default);
        Assert.Equal(SettlementStatus.Settled, (await store.SettleAsync([new(Of("b").Key, SettlementKind.Release)], "one", default))[0].Status);
        // The client sends it over an idle connection, and takes a refusal for a broken connection.
        Assert.Equal("OK", $"{await server.AskAsync("ACL", "DRYRUN", "orders", "PING")}");
        Assert.Equal(1, (int)await server.AskAsync("EVAL", $"redis.call('SELECT', {database ?? 0}) return redis.call('DBSIZE')", 0));
        Assert.Contains("'allkeys-lru'", await warnings.Task.WaitAsync(TimeSpan.FromSeconds(30)), StringComparison.Ordinal);
    }

    public static TheoryData<RedisErrorKind, string, string> Passing => new()
    {
        { RedisErrorKind.Loading, "LOADING Redis is loading the dataset in memory", "is starting" },
        { RedisErrorKind.MasterDown, "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.", "is changing its cluster" },
        { RedisErrorKind.TryAgain, "TRYAGAIN Multiple keys request during rehashing of slot", "is changing its cluster" },
        { RedisErrorKind.ClusterDown, "CLUSTERDOWN Hash slot not served", "is changing its cluster" },
        { RedisErrorKind.NoReplicas, "NOREPLICAS Not enough good replicas to write.", "answered with an error" },
        { RedisErrorKind.Misconfigured, "MISCONF Redis is configured to save RDB snapshots", "answered with an error" },
        { RedisErrorKind.Busy, "BUSY Redis is busy running a script.", "answered with an error" },
        { RedisErrorKind.UnknownError, "ERR something new", "answered with an error" },
        { RedisErrorKind.Unknown, "two\nlines\u202e", "answered with an error" },
    };

    [Theory]
    [MemberData(nameof(Passing))]
    public void What_may_pass_can_be_tried_again_and_is_told_in_one_line(RedisErrorKind kind, string answer, string meaning)
    {
        RedisError error = RedisError.Of(new RedisServerException(kind, CommandFlags.None, answer), "Redis at r:1");

        Assert.Equal(ClaimStatus.Unavailable, error.ToClaimResult().Status);
        Assert.Equal(SettlementStatus.Unavailable, error.ToSettlementResult().Status);
        Assert.Equal($"Redis at r:1 {meaning}: {answer.Replace('\n', ' ').Replace('\u202e', ' ')}", error.Reason);
    }

    private static async Task CreateUsersAsync(RedisServer server)
    {
        (string User, string[] Rules)[] users =
        [
            ("noecho", ["~*", "+@all", "-echo"]), ("noscript", ["~*", "+@all", "-evalsha"]), ("notime", ["~*", "+@all", "-time"]), ("nokeys", ["~other", "+@all"]),
        ];
        foreach ((string user, string[] rules) in users)
        {
            await server.AskAsync("ACL", ["SETUSER", user, "on", $">{Secret}", .. rules]);
        }
    }

    private static Claim Of(string key) => new(new("test", key), PayloadHash.OfBody([1]));
}
