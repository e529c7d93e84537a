using System.Collections.Concurrent;
using System.Net;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Redis.Tests.Servers;
using StackExchange.Redis;

namespace SqsLambda.Redis.Tests;

/// <summary>What becomes of a call if the connection or the server is not what it was.</summary>
public sealed class ConnectionTests : IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    private RedisServer? _server;

    private RedisServer Server => _server!;

    public async Task InitializeAsync()
    {
        try
        {
            _server = await RedisServer.StartAsync();
        }
        catch (SkipException)
        {
            // Each test is skipped with the reason.
        }
    }

    public async Task DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    [SkippableFact]
    public async Task A_store_connects_at_its_first_call_and_calls_share_one_connection()
    {
        await using RedisIdempotencyStore store = Server.NewStore();
        Assert.Equal(0, await ConnectionsAsync());

        await Task.WhenAll(Enumerable.Range(0, 20).Select(number => ClaimAsync(store, $"{number}", "one")));

        Assert.Equal(1, await ConnectionsAsync());
    }

    [SkippableFact]
    public async Task All_keys_of_a_batch_are_sent_before_the_first_is_answered()
    {
        await using var relay = new Relay(Server.Port);
        await using RedisIdempotencyStore store = StoreBehind(relay);
        await ClaimAsync(store, "first", "one");
        Claim[] claims = [.. Enumerable.Range(0, 1_000).Select(static number => Of($"{number}"))];
        relay.HoldAnswersUntil(scripts: 950);

        IReadOnlyList<ClaimResult> results = await store.ClaimAsync(claims, "one", Lease, default);

        Assert.All(results, static result => Assert.Equal(ClaimStatus.Claimed, result.Status));
        Assert.Equal(1, relay.Accepted);
    }

    [SkippableFact]
    public async Task A_connection_that_the_server_has_closed_is_replaced_within_the_call()
    {
        await using RedisIdempotencyStore store = Server.NewStore();
        await ClaimAsync(store, "k", "one");
        await Server.AskAsync("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");

        Assert.Equal(ClaimStatus.InProgress, (await ClaimAsync(store, "k", "two")).Status);
    }

    [SkippableFact]
    public async Task A_connection_that_died_in_silence_is_replaced_within_the_call()
    {
        await using var relay = new Relay(Server.Port);
        await using RedisIdempotencyStore store = StoreBehind(relay);
        await ClaimAsync(store, "k", "one");
        relay.LetConnectionsDie();

        Assert.Equal(ClaimStatus.InProgress, (await ClaimAsync(store, "k", "two")).Status);
        Assert.Equal(2, relay.Accepted);
    }

    /// <summary>The client is told of a close, of a reset, or of nothing, as the packets come.</summary>
    [SkippableFact]
    public async Task A_server_that_closes_its_connections_is_named_as_one_that_does_so()
    {
        await using var relay = new Relay(Server.Port);
        await using RedisIdempotencyStore store = StoreBehind(relay);
        relay.CloseConnections();

        RedisIdempotencyException closed = await Assert.ThrowsAsync<RedisIdempotencyException>(() => ClaimAsync(store, "k", "one"));
        relay.Serve();

        Assert.Matches(
            $"^Redis at 127.0.0.1:{relay.Port} cannot be reached: (it closed the connection, as a server with too many connections does|Connection reset by peer|Broken pipe)$",
            closed.Message);
        Assert.Equal(ClaimStatus.Claimed, (await ClaimAsync(store, "k", "one")).Status);
    }

    [SkippableFact]
    public async Task A_script_that_the_server_has_forgotten_is_sent_again()
    {
        await using RedisIdempotencyStore store = Server.NewStore();
        await ClaimAsync(store, "k", "one");
        await Server.AskAsync("SCRIPT", "FLUSH");

        IReadOnlyList<ClaimResult> results = await store.ClaimAsync([Of("k"), Of("l")], "two", Lease, default);

        Assert.Equal([ClaimStatus.InProgress, ClaimStatus.Claimed], results.Select(static result => result.Status));
        Assert.Equal(new SettlementResult(SettlementStatus.Settled), await SettleAsync(store, "l", "two"));
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_that_was_killed_and_started_again_has_the_records_that_it_wrote_to_its_file(bool hasFile)
    {
        await using RedisServer server = await RedisServer.StartAsync("--appendonly", hasFile ? "yes" : "no", "--appendfsync", "always");
        await using RedisIdempotencyStore store = server.NewStore();
        Claim[] claims = [Of("done"), Of("held"), Of("new")];
        await store.ClaimAsync(claims[..2], "one", Lease, default);
        await SettleAsync(store, "done", "one");
        await server.KillAsync();
        RedisIdempotencyException down = await Assert.ThrowsAsync<RedisIdempotencyException>(() => ClaimAsync(store, "done", "two"));
        Assert.Equal($"{server.Name} cannot be reached: Connection refused", down.Message);
        await server.StartAgainAsync();

        IReadOnlyList<ClaimResult> results = await store.ClaimAsync(claims, "two", Lease, default);

        Assert.Equal(
            hasFile ? [ClaimStatus.Completed, ClaimStatus.InProgress, ClaimStatus.Claimed] : [ClaimStatus.Claimed, ClaimStatus.Claimed, ClaimStatus.Claimed],
            results.Select(static result => result.Status));
    }

    /// <summary>A host may end the process for an exception that nobody has looked at.</summary>
    [SkippableFact]
    public async Task Calls_that_were_left_behind_leave_no_exception_unobserved()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        ConcurrentQueue<string> unobserved = [];
        EventHandler<UnobservedTaskExceptionEventArgs> report = (_, arguments) => unobserved.Enqueue($"{arguments.Exception}");
        TaskScheduler.UnobservedTaskException += report;
        try
        {
            await LeaveCallBehindAsync(server);
            for (int i = 0; i < 10; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }

            // Other tests run in this process, too.
            Assert.DoesNotContain(unobserved, exception => exception.Contains($"127.0.0.1:{server.Port}", StringComparison.Ordinal));
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= report;
        }
    }

    private static async Task LeaveCallBehindAsync(RedisServer server)
    {
        await using RedisIdempotencyStore store = server.NewStore();
        await ClaimAsync(store, "k", "one");
        server.Stop();
        await Assert.ThrowsAsync<RedisIdempotencyException>(() => ClaimAsync(store, "k", "two"));
        await server.KillAsync();
        await Assert.ThrowsAsync<RedisIdempotencyException>(() => ClaimAsync(store, "k", "two"));
    }

    [SkippableFact]
    public async Task A_server_that_hangs_ends_the_call_in_time_and_works_again_when_it_goes_on()
    {
        await using RedisIdempotencyStore store = Server.NewStore();
        await ClaimAsync(store, "k", "one");
        Server.Stop();
        RedisIdempotencyException hanging = await Assert.ThrowsAsync<RedisIdempotencyException>(() => ClaimAsync(store, "k", "two")).WaitAsync(TimeSpan.FromMinutes(1));
        Server.Continue();

        Assert.Equal($"{Server.Name} did not answer in time", hanging.Message);
        Assert.Equal(ClaimStatus.InProgress, (await ClaimAsync(store, "k", "two")).Status);
    }

    [SkippableFact]
    public async Task A_server_that_pauses_longer_than_an_attempt_answers_the_second_one()
    {
        await using RedisIdempotencyStore store = Server.NewStore();
        await ClaimAsync(store, "k", "one");
        await Server.AskAsync("PING");
        Task pause = Server.AskAsync("DEBUG", "SLEEP", "1.3");

        Assert.Equal(ClaimStatus.InProgress, (await ClaimAsync(store, "k", "two")).Status);
        await pause;
    }

    [SkippableFact]
    public async Task A_call_ends_when_its_token_is_cancelled()
    {
        await using RedisIdempotencyStore store = Server.NewStore();
        await ClaimAsync(store, "k", "one");
        Server.Stop();
        using var cancellation = new CancellationTokenSource();

        Task<RedisIdempotencyException> call = Assert.ThrowsAsync<RedisIdempotencyException>(
            async () => await store.ClaimAsync([Of("k")], "two", Lease, cancellation.Token));
        await cancellation.CancelAsync();

        Assert.Equal($"{Server.Name} did not answer in time", (await call.WaitAsync(TimeSpan.FromSeconds(30))).Message);
        Server.Continue();
    }

    [SkippableFact]
    public async Task A_cancelled_call_leaves_the_connection_to_the_others()
    {
        await using var relay = new Relay(Server.Port);
        await using RedisIdempotencyStore store = StoreBehind(relay);
        await ClaimAsync(store, "first", "one");
        Claim[] claims = [.. Enumerable.Range(0, 300).Select(static number => Of($"{number}"))];
        using var cancellation = new CancellationTokenSource();
        relay.HoldAnswersUntil(scripts: 299);

        Task<RedisIdempotencyException> cancelled = Assert.ThrowsAsync<RedisIdempotencyException>(
            async () => await store.ClaimAsync([Of("k")], "one", Lease, cancellation.Token));
        await cancellation.CancelAsync();
        await cancelled;
        IReadOnlyList<ClaimResult> results = await store.ClaimAsync(claims, "one", Lease, default);

        Assert.All(results, static result => Assert.Equal(ClaimStatus.Claimed, result.Status));
        Assert.Equal(1, relay.Accepted);
    }

    /// <summary>The client ends a call a few seconds after its caller has gone.</summary>
    [SkippableFact]
    [Trait("Category", "Long")]
    public async Task A_connection_that_died_in_silence_is_replaced_though_all_callers_have_too_little_time_to_see_it()
    {
        await using var relay = new Relay(Server.Port);
        await using RedisIdempotencyStore store = StoreBehind(relay);
        await ClaimAsync(store, "k", "one");
        relay.LetConnectionsDie();

        int unanswered = 0;
        while (!await IsAnsweredAsync(store, TimeSpan.FromMilliseconds(500)))
        {
            unanswered++;
        }

        // The client itself would notice after 20 seconds.
        Assert.InRange(unanswered, 1, 30);
        Assert.InRange(relay.Accepted, 2, int.MaxValue);
    }

    [SkippableFact]
    public async Task After_it_is_disposed_a_store_makes_no_call()
    {
        RedisIdempotencyStore store = Server.NewStore();
        await ClaimAsync(store, "k", "one");
        await store.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => ClaimAsync(store, "k", "one"));
    }

    private static RedisIdempotencyStore StoreBehind(Relay relay) =>
        new(new ConfigurationOptions { EndPoints = { { IPAddress.Loopback, relay.Port } } }, TimeSpan.FromDays(1), TimeProvider.System, static _ => { });

    private static Claim Of(string key) => new(new("test", key), PayloadHash.OfBody([1]));

    private static async Task<ClaimResult> ClaimAsync(RedisIdempotencyStore store, string key, string owner) =>
        Assert.Single(await store.ClaimAsync([Of(key)], owner, Lease, default));

    private static async Task<SettlementResult> SettleAsync(RedisIdempotencyStore store, string key, string owner) =>
        Assert.Single(await store.SettleAsync([new(Of(key).Key, SettlementKind.Complete)], owner, default));

    private static async Task<bool> IsAnsweredAsync(RedisIdempotencyStore store, TimeSpan limit)
    {
        using var cancellation = new CancellationTokenSource(limit);
        try
        {
            await store.ClaimAsync([Of("k")], "two", Lease, cancellation.Token);
            return true;
        }
        catch (RedisIdempotencyException)
        {
            return false;
        }
    }

    private async Task<int> ConnectionsAsync() => $"{await Server.AskAsync("CLIENT", "LIST", "TYPE", "normal")}"
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Count(static line => !line.Contains("name=admin", StringComparison.Ordinal));
}
