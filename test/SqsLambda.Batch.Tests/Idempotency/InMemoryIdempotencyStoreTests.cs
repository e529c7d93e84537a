using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Batch.Tests.Idempotency;

public sealed class InMemoryIdempotencyStoreTests : EnlistingStoreContract
{
    private readonly List<object> _done = [];

    public InMemoryIdempotencyStoreTests() => Store = new InMemoryIdempotencyStore(Expiration, maxRecords: 10_000, Time) { DoWork = Do };

    protected override IIdempotencyStore Store { get; }

    protected override object NewWork(string name) => name;

    protected override Task<int> TimesDoneAsync(string name) => Task.FromResult(_done.Count(name.Equals));

    private void Do(IReadOnlyList<object> work)
    {
        if (work.Any(static item => item is not string or FailingWork))
        {
            throw new InvalidOperationException("It broke.");
        }

        _done.AddRange(work);
    }

    [Fact]
    public async Task Work_that_uses_the_store_does_not_lose_its_completion()
    {
        InMemoryIdempotencyStore? store = null;
        Claim[] others = [.. Enumerable.Range(0, 1_000).Select(number => Of($"{number}"))];
        store = new(Expiration, maxRecords: 10_000, Time) { DoWork = _ => store!.ClaimAsync(others, "other", Lease, default).AsTask() };
        await store.ClaimAsync([Of("k")], "one", Lease, default);

        await store.SettleAsync([new(Of("k").Key, SettlementKind.Complete, ["work"])], "one", default);

        Assert.Equal(ClaimStatus.Completed, Assert.Single(await store.ClaimAsync([Of("k")], "two", Lease, default)).Status);
    }

    [Fact]
    public async Task Above_its_size_it_forgets_the_oldest_completed_record()
    {
        var store = new InMemoryIdempotencyStore(Expiration, maxRecords: 3, Time);
        foreach (string key in new[] { "1", "2", "3", "4" })
        {
            await CompleteAsync(store, key);
        }

        Assert.Equal(3, store.Count);
        Assert.Equal(
            [ClaimStatus.Completed, ClaimStatus.Completed, ClaimStatus.Completed],
            (await store.ClaimAsync([Of("2"), Of("3"), Of("4")], "two", Lease, default)).Select(static result => result.Status));
    }

    [Fact]
    public async Task Above_its_size_it_forgets_completed_records_in_the_order_of_their_claims()
    {
        var store = new InMemoryIdempotencyStore(Expiration, maxRecords: 4, Time);
        await store.ClaimAsync([Of("1"), Of("2"), Of("3"), Of("4")], "one", Lease, default);
        foreach (string key in new[] { "4", "2", "3" })
        {
            await store.SettleAsync([new(Of(key).Key, SettlementKind.Complete)], "one", default);
        }

        foreach ((string added, string forgotten) in new[] { ("5", "2"), ("6", "3") })
        {
            await CompleteAsync(store, added);
            Assert.Equal(4, store.Count);
            Assert.Equal(new SettlementResult(SettlementStatus.LeaseLost), (await store.SettleAsync([new(Of(forgotten).Key, SettlementKind.Complete)], "one", default))[0]);
        }

        Assert.Equal(new SettlementResult(SettlementStatus.Settled), (await store.SettleAsync([new(Of("1").Key, SettlementKind.Complete)], "one", default))[0]);
    }

    [Fact]
    public async Task A_call_larger_than_the_store_claims_what_fits_and_says_so_of_the_rest()
    {
        var store = new InMemoryIdempotencyStore(Expiration, maxRecords: 2, Time);

        var results = await store.ClaimAsync([Of("1"), Of("2"), Of("3")], "one", Lease, default);

        Assert.Equal([ClaimStatus.Claimed, ClaimStatus.Claimed, ClaimStatus.Unavailable], results.Select(static result => result.Status));
    }

    [Fact]
    public async Task A_claim_that_is_held_is_never_forgotten()
    {
        var store = new InMemoryIdempotencyStore(Expiration, maxRecords: 2, Time);
        await store.ClaimAsync([Of("held")], "one", Lease, default);
        foreach (int key in Enumerable.Range(0, 100))
        {
            await CompleteAsync(store, $"{key}");
        }

        Assert.Equal(ClaimStatus.InProgress, (await store.ClaimAsync([Of("held")], "two", Lease, default))[0].Status);
        Assert.Equal(2, store.Count);
    }

    [Fact]
    public async Task A_claim_is_held_until_its_lease_ends_though_records_live_shorter()
    {
        var store = new InMemoryIdempotencyStore(TimeSpan.FromSeconds(1), maxRecords: 2, Time);
        await store.ClaimAsync([Of("held")], "one", Lease, default);
        Time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(ClaimStatus.InProgress, (await store.ClaimAsync([Of("held")], "two", Lease, default))[0].Status);
    }

    [Fact]
    public async Task Full_of_held_claims_it_takes_no_further_one_until_a_lease_ends()
    {
        var store = new InMemoryIdempotencyStore(Expiration, maxRecords: 1, Time);
        await store.ClaimAsync([Of("1")], "one", Lease, default);
        Assert.Equal(ClaimStatus.Unavailable, (await store.ClaimAsync([Of("2")], "one", Lease, default))[0].Status);

        Time.Advance(Lease);

        Assert.Equal(ClaimStatus.Claimed, (await store.ClaimAsync([Of("2")], "one", Lease, default))[0].Status);
        Assert.Equal(1, store.Count);
    }

    [Fact]
    public async Task Claiming_one_key_again_and_again_does_not_forget_others()
    {
        var store = new InMemoryIdempotencyStore(Expiration, maxRecords: 2, Time);
        await CompleteAsync(store, "kept");
        foreach (int _ in Enumerable.Range(0, 1_000))
        {
            await store.ClaimAsync([Of("again")], "one", Lease, default);
            await store.SettleAsync([new(Of("again").Key, SettlementKind.Release)], "one", default);
        }

        Assert.Equal(ClaimStatus.Completed, (await store.ClaimAsync([Of("kept")], "two", Lease, default))[0].Status);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-1, 1)]
    [InlineData(1, 0)]
    public void It_needs_a_lifetime_and_a_size(int days, int maxRecords) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new InMemoryIdempotencyStore(TimeSpan.FromDays(days), maxRecords, Time));

    private async Task CompleteAsync(InMemoryIdempotencyStore store, string key)
    {
        await store.ClaimAsync([Of(key)], "one", Lease, default);
        await store.SettleAsync([new(Of(key).Key, SettlementKind.Complete)], "one", default);
    }
}
