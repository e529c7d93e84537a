using SqsLambda.Batch.Idempotency;
using SqsLambda.Redis.Tests.Servers;
using SqsLambda.Tests.Commands;

namespace SqsLambda.Redis.Tests.Settings;

/// <summary>What the environment variables mean, and what is said of those that are not allowed.</summary>
public sealed class RedisIdempotencyTests
{
    private const string Secret = "s3cret-s3cret";

    private const string Allowed =
        "redis://[user@]host[:port][,host[:port]...][/database], or rediss:// for TLS, such as rediss://orders@redis.example.com:6379, without a password";

    private const string NoScheme = "it does not begin with redis:// or rediss://";
    private const string ColonInUser = "there is a : before the @, as if a password followed the user";
    private const string NoHost = "the host is no name, no IPv4 address such as 10.0.0.1, and no IPv6 address in brackets";
    private const string NoPort = "the port is no number from 1 to 65535";
    private const string NoDatabase = "the database, after the /, is no number from 0 to 1,000,000";

    private static readonly TimeSpan Expiration = TimeSpan.FromDays(14);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Without_the_variable_there_is_no_store(string? value) =>
        Assert.Null(RedisIdempotency.FromEnvironment(Expiration, name => name == "IDEMPOTENCY_REDIS" ? value : "something"));

    [Theory]
    [InlineData("redis://localhost")]
    [InlineData("redis://localhost:6380")]
    [InlineData("rediss://orders@cache.example.com:6379")]
    [InlineData("rediss://orders@a.example.com:6379,b.example.com/3")]
    [InlineData("redis://127.0.0.1,[::1]:6380/0")]
    [InlineData("redis://localhost:6380/")]
    [InlineData("redis://or%20ders@localhost")]
    public async Task Where_Redis_is_may_be_said_in_these_ways(string value)
    {
        await using RedisIdempotencyStore? store = RedisIdempotency.FromEnvironment(
            Expiration, With(("IDEMPOTENCY_REDIS", value), ("IDEMPOTENCY_REDIS_PASSWORD", Secret)));

        Assert.NotNull(store);
    }

    [Fact]
    public void A_user_needs_a_password_because_Redis_would_take_its_default_user()
    {
        var exception = Assert.Throws<InvalidRedisSettingException>(
            () => RedisIdempotency.FromEnvironment(Expiration, name => name == "IDEMPOTENCY_REDIS" ? "redis://orders@localhost" : ""));

        Assert.Equal(
            "Environment variable IDEMPOTENCY_REDIS names a user: set IDEMPOTENCY_REDIS_PASSWORD or IDEMPOTENCY_REDIS_PASSWORD_FILE, too. "
            + "Without a password, Redis would take its default user.",
            exception.Message);
    }

    [Theory]
    [InlineData("localhost", NoScheme)]
    [InlineData("localhost:6379", NoScheme)]
    [InlineData("http://localhost", NoScheme)]
    [InlineData("redis://", "the host is empty")]
    [InlineData("redis://local host", NoHost)]
    [InlineData("redis://localhost:0", NoPort)]
    [InlineData("redis://010.0.0.1:6379", NoHost)]
    [InlineData("redis://1:6379", NoHost)]
    [InlineData("redis://::1", NoHost)]
    [InlineData("redis://localhost:70000", NoPort)]
    [InlineData("redis://localhost,", "the host of server 2 is empty")]
    [InlineData("redis://localhost,:6379", "the host of server 2 is empty")]
    [InlineData("redis://a,b:x,c", "the port of server 2 is no number from 1 to 65535")]
    [InlineData("redis://a,b c", "the host of server 2 is no name, no IPv4 address such as 10.0.0.1, and no IPv6 address in brackets")]
    [InlineData("redis://localhost/first", NoDatabase)]
    [InlineData("redis://localhost/-1", NoDatabase)]
    [InlineData("redis://localhost/1000001", NoDatabase)]
    [InlineData("redis://localhost?ssl", NoHost)]
    [InlineData("redis://orders:" + Secret + "@localhost", ColonInUser)]
    [InlineData("redis://orders%3A" + Secret + "@localhost", ColonInUser)]
    [InlineData("redis://:" + Secret + "@localhost", ColonInUser)]
    [InlineData("redis://@localhost", "the user, before the @, is empty")]
    [InlineData("redis://orders/" + Secret + "@localhost", "the user, before the @, has a /, a second @ or a control character")]
    [InlineData("redis://" + Secret + "@", "the host is empty")]
    [InlineData("redis://default:" + Secret, NoPort)]
    [InlineData("redis://127.0.0.1:" + Secret, NoPort)]
    [InlineData("localhost:6379,password=" + Secret, NoScheme)]
    [InlineData("redis://localhost?password=" + Secret, NoHost)]
    [InlineData("redis://default:99999", NoPort)]
    [InlineData("redis://localhost/" + Secret, NoDatabase)]
    [InlineData("redis://[default:" + Secret, NoPort)]
    [InlineData("redis://default%3A" + Secret, NoHost)]
    [InlineData("redis://localhost password " + Secret, NoHost)]
    [InlineData(Secret, NoScheme)]
    public void Of_another_value_the_wrong_part_is_named_and_nothing_is_shown_because_it_may_be_a_password(string value, string wrong)
    {
        var exception = Assert.Throws<InvalidRedisSettingException>(() => RedisIdempotency.FromEnvironment(Expiration, With(("IDEMPOTENCY_REDIS", value))));

        Assert.Equal(
            $"Environment variable IDEMPOTENCY_REDIS is not the address of a Redis: {wrong}. Its value is not shown here, because it may contain a password. "
            + $"Allowed is {Allowed}. The password belongs in IDEMPOTENCY_REDIS_PASSWORD or IDEMPOTENCY_REDIS_PASSWORD_FILE.",
            exception.Message);
    }

    [Fact]
    public void Records_are_in_Redis_or_in_DynamoDB()
    {
        var exception = Assert.Throws<InvalidRedisSettingException>(
            () => RedisIdempotency.FromEnvironment(Expiration, With(("IDEMPOTENCY_REDIS", "redis://localhost"), ("IDEMPOTENCY_TABLE", "records"))));

        Assert.Equal("Environment variables IDEMPOTENCY_REDIS and IDEMPOTENCY_TABLE ('records') are both set. Set only one of them.", exception.Message);
    }

    [Fact]
    public void There_is_one_place_for_the_password()
    {
        var exception = Assert.Throws<InvalidRedisSettingException>(() => RedisIdempotency.FromEnvironment(
            Expiration, With(("IDEMPOTENCY_REDIS", "redis://localhost"), ("IDEMPOTENCY_REDIS_PASSWORD", Secret), ("IDEMPOTENCY_REDIS_PASSWORD_FILE", "/run/secret"))));

        Assert.Equal(
            "Environment variables IDEMPOTENCY_REDIS_PASSWORD and IDEMPOTENCY_REDIS_PASSWORD_FILE are both set. Set only one of them.", exception.Message);
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task User_and_password_log_in_and_a_file_may_get_a_new_password(bool isInFile)
    {
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, $"{Secret}\n");
        await using RedisServer server = await RedisServer.StartAsync("--requirepass", "of the administrator");
        await server.AskAsync("ACL", "SETUSER", "orders", "on", $">{Secret}", "~*", "+@all");
        await using RedisIdempotencyStore store = RedisIdempotency.FromEnvironment(Expiration, With(
            ("IDEMPOTENCY_REDIS", $"redis://orders@127.0.0.1:{server.Port}"),
            isInFile ? ("IDEMPOTENCY_REDIS_PASSWORD_FILE", file) : ("IDEMPOTENCY_REDIS_PASSWORD", Secret)))!;
        Assert.Equal(ClaimStatus.Claimed, await ClaimAsync(store));

        await server.AskAsync("ACL", "SETUSER", "orders", "resetpass", ">another");
        await File.WriteAllTextAsync(file, "another\n");
        await server.AskAsync("CLIENT", "KILL", "USER", "orders");

        Assert.Equal(isInFile ? ClaimStatus.Claimed : ClaimStatus.Refused, await ClaimAsync(store));
        File.Delete(file);
    }

    [Fact]
    public async Task Of_a_file_that_is_not_there_the_variable_is_named_because_the_path_may_be_the_password_by_mistake()
    {
        await using RedisIdempotencyStore store = RedisIdempotency.FromEnvironment(
            Expiration, With(("IDEMPOTENCY_REDIS", "redis://127.0.0.1:1"), ("IDEMPOTENCY_REDIS_PASSWORD_FILE", Secret)))!;

        var exception = await Assert.ThrowsAsync<RedisIdempotencyException>(() => ClaimAsync(store));

        Assert.Equal(
            "Redis at 127.0.0.1:1 cannot be logged in to: the file that IDEMPOTENCY_REDIS_PASSWORD_FILE names cannot be read: FileNotFoundException", exception.Message);
        Assert.DoesNotContain(Secret, $"{exception}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\r\n")]
    public async Task A_file_that_is_empty_is_no_empty_password(string content)
    {
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, content);
        await using RedisIdempotencyStore store = RedisIdempotency.FromEnvironment(
            Expiration, With(("IDEMPOTENCY_REDIS", "redis://127.0.0.1:1"), ("IDEMPOTENCY_REDIS_PASSWORD_FILE", file)))!;

        var exception = await Assert.ThrowsAsync<RedisIdempotencyException>(() => ClaimAsync(store));

        Assert.Equal("Redis at 127.0.0.1:1 cannot be logged in to: the file that IDEMPOTENCY_REDIS_PASSWORD_FILE names is empty", exception.Message);
        File.Delete(file);
    }

    /// <summary>To open a pipe that nobody writes to blocks for ever, as to open a file of a network drive may.</summary>
    [SkippableFact]
    public async Task A_file_that_does_not_open_fails_its_call_in_time_and_the_next_call_reads_again()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no mkfifo.");
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await Command.RunAsync(Command.HangLimit, new Dictionary<string, string>(), "mkfifo", file);
        await using RedisServer server = await RedisServer.StartAsync("--requirepass", Secret);
        await using RedisIdempotencyStore store = RedisIdempotency.FromEnvironment(
            Expiration, With(("IDEMPOTENCY_REDIS", $"redis://127.0.0.1:{server.Port}"), ("IDEMPOTENCY_REDIS_PASSWORD_FILE", file)))!;

        var exception = await Assert.ThrowsAsync<RedisIdempotencyException>(() => ClaimAsync(store)).WaitAsync(TimeSpan.FromMinutes(1));
        File.Delete(file);
        await File.WriteAllTextAsync(file, Secret);

        Assert.Equal($"{server.Name} cannot be logged in to: the file that IDEMPOTENCY_REDIS_PASSWORD_FILE names cannot be read in time", exception.Message);
        Assert.Equal(ClaimStatus.Claimed, await ClaimAsync(store));
        File.Delete(file);
    }

    [SkippableFact]
    public async Task A_database_that_the_server_lacks_is_refused_because_another_attempt_cannot_succeed()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using RedisIdempotencyStore store = RedisIdempotency.FromEnvironment(
            Expiration, With(("IDEMPOTENCY_REDIS", $"redis://127.0.0.1:{server.Port}/99")))!;

        ClaimResult result = (await store.ClaimAsync([new(new("test", "k"), PayloadHash.OfBody([1]))], "one", TimeSpan.FromMinutes(1), default))[0];

        Assert.Equal(ClaimStatus.Refused, result.Status);
        Assert.StartsWith($"{server.Name} has no such database: ", result.Reason, StringComparison.Ordinal);
    }

    private static async Task<ClaimStatus> ClaimAsync(RedisIdempotencyStore store) =>
        (await store.ClaimAsync([new(new("test", "k"), PayloadHash.OfBody([1]))], "one", TimeSpan.FromMinutes(1), default))[0].Status;

    private static Func<string, string?> With(params (string Name, string Value)[] variables) =>
        variables.ToDictionary(static variable => variable.Name, static variable => variable.Value).GetValueOrDefault;
}
