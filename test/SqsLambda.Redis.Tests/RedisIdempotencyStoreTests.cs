using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Tests.Idempotency;
using SqsLambda.Redis.Tests.Servers;
using StackExchange.Redis;

namespace SqsLambda.Redis.Tests;

/// <summary>The contract of every store. The server has the time of the test. The client has that of this machine, which is months away.</summary>
[Collection(SharedRedisWithClock.Name)]
public sealed class RedisIdempotencyStoreTests(RedisWithClock redis) : IdempotencyStoreContract, IAsyncLifetime
{
    private RedisIdempotencyStore? _store;

    protected override IIdempotencyStore Store
    {
        get
        {
            redis.Set(Time.GetUtcNow());
            return _store ??= redis.Server.NewStore(expiresAfter: Expiration);
        }
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }
    }

    [SkippableFact]
    public async Task The_server_forgets_a_record_when_it_expires()
    {
        await ClaimAsync("k", "one");
        await SettleAsync("k", SettlementKind.Complete, "one");
        Time.Advance(Expiration - TimeSpan.FromMilliseconds(1));
        redis.Set(Time.GetUtcNow());
        Assert.Equal(1, (int)await redis.Server.AskAsync("EXISTS", KeyInRedis("k")));

        Time.Advance(TimeSpan.FromMilliseconds(1));
        redis.Set(Time.GetUtcNow());

        Assert.Equal(0, (int)await redis.Server.AskAsync("EXISTS", KeyInRedis("k")));
    }

    [SkippableFact]
    public async Task A_record_has_the_attributes_that_it_has_in_DynamoDB()
    {
        await ClaimAsync("k", "one");
        DateTimeOffset claimed = Time.GetUtcNow();
        Assert.Equal(
            ["status=INPROGRESS", "owner=one", $"in_progress_expiration={(claimed + Lease).ToUnixTimeMilliseconds()}", $"validation={Of("k").Payload}"],
            await RecordAsync("k"));

        await SettleAsync("k", SettlementKind.Complete, "one");

        Assert.Equal(
            ["status=COMPLETED", "owner=one", $"in_progress_expiration={(claimed + Lease).ToUnixTimeMilliseconds()}", $"validation={Of("k").Payload}"],
            await RecordAsync("k"));
    }

    [SkippableFact]
    public async Task A_claim_is_held_until_its_lease_ends_though_records_live_shorter()
    {
        redis.Set(Time.GetUtcNow());
        await using RedisIdempotencyStore store = redis.Server.NewStore(expiresAfter: TimeSpan.FromSeconds(1));
        await store.ClaimAsync([Of("k")], "one", Lease, default);
        Time.Advance(Lease - TimeSpan.FromMilliseconds(1));

        Assert.Equal(InProgress(TimeSpan.FromMilliseconds(1)), await ClaimAsync("k", "two"));
    }

    [SkippableFact]
    public async Task A_record_that_expires_before_its_completion_is_a_lost_lease()
    {
        redis.Set(Time.GetUtcNow());
        await using RedisIdempotencyStore store = redis.Server.NewStore(expiresAfter: TimeSpan.FromSeconds(1));
        await store.ClaimAsync([Of("k")], "one", TimeSpan.FromSeconds(1), default);
        Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(new SettlementResult(SettlementStatus.LeaseLost), await SettleAsync("k", SettlementKind.Complete, "one"));
    }

    [SkippableFact]
    public async Task Two_functions_with_the_same_key_do_not_meet()
    {
        string key = Of("k").Key.Id;
        Claim[] claims = [new(new("orders", key), PayloadHash.OfBody([1])), new(new("payments", key), PayloadHash.OfBody([1]))];

        Assert.Equal([Claimed, Claimed], await Store.ClaimAsync(claims, "one", Lease, default));
    }

    [SkippableFact]
    public async Task A_key_may_have_a_thousand_characters_of_any_kind()
    {
        string key = string.Concat(Enumerable.Repeat("ключ {#} \n", 100));

        Assert.Equal(Claimed, await ClaimAsync(key, "one"));
        Assert.Equal(InProgress(Lease), await ClaimAsync(key, "two"));
    }

    [SkippableFact]
    public async Task A_batch_may_have_ten_thousand_keys()
    {
        Claim[] claims = [.. Enumerable.Range(0, 10_000).Select(number => Of($"{number}"))];

        Assert.All(await Store.ClaimAsync(claims, "one", Lease, default), static result => Assert.Equal(Claimed, result));
        Assert.All(
            await Store.SettleAsync([.. claims.Select(static claim => new Settlement(claim.Key, SettlementKind.Complete))], "one", default),
            static result => Assert.Equal(new SettlementResult(SettlementStatus.Settled), result));
    }

    private string KeyInRedis(string key) => $"sqs-lambda:{Of(key).Key.Id}";

    private async Task<string[]> RecordAsync(string key)
    {
        var values = (RedisResult[])(await redis.Server.AskAsync("HGETALL", KeyInRedis(key)))!;
        return [.. values.Chunk(2).Select(static pair => $"{pair[0]}={pair[1]}")];
    }
}
