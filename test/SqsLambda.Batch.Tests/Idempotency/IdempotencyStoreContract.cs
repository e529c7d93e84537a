using Microsoft.Extensions.Time.Testing;
using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Batch.Tests.Idempotency;

/// <summary>
/// What every idempotency store does. A store that can do enlisted work has more to do (<see cref="EnlistingStoreContract"/>). Each test has keys of
/// its own, so that a store may be shared by all. A store that is not to be had skips its tests.
/// </summary>
public abstract partial class IdempotencyStoreContract
{
    protected static readonly TimeSpan Expiration = TimeSpan.FromDays(14);
    protected static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private readonly string _test = Guid.NewGuid().ToString("N");

    protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    protected abstract IIdempotencyStore Store { get; }

    [SkippableFact]
    public async Task A_new_key_is_claimed() => Assert.Equal(Claimed, await ClaimAsync("k", "one"));

    [SkippableFact]
    public async Task Each_key_of_a_call_has_its_own_result_in_its_place()
    {
        await ClaimAsync("held", "one");
        foreach (string key in new[] { "done", "other" })
        {
            await ClaimAsync(key, "one");
            await SettleAsync(key, SettlementKind.Complete, "one");
        }

        var results = await Store.ClaimAsync([Of("new"), Of("held"), Of("done"), Of("other", 2)], "two", Lease, default);

        Assert.Equal([Claimed, InProgress(Lease), Completed, CompletedWithOtherPayload], results);
    }

    [SkippableFact]
    public async Task A_held_key_is_in_progress_until_its_lease_ends()
    {
        await ClaimAsync("k", "one");
        Time.Advance(Lease - TimeSpan.FromMilliseconds(1));
        Assert.Equal(InProgress(TimeSpan.FromMilliseconds(1)), await ClaimAsync("k", "two"));

        Time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(Claimed, await ClaimAsync("k", "two"));
    }

    [SkippableFact]
    public async Task A_held_key_is_in_progress_whatever_the_payload()
    {
        await ClaimAsync("k", "one");

        Assert.Equal(InProgress(Lease), await ClaimAsync("k", "two", payload: 2));
    }

    [SkippableFact]
    public async Task A_key_that_the_owner_holds_is_claimed_again()
    {
        await ClaimAsync("k", "one");

        Assert.Equal(Claimed, await ClaimAsync("k", "one"));
    }

    [SkippableFact]
    public async Task To_claim_a_key_again_moves_its_lease_end()
    {
        await ClaimAsync("k", "one");
        Time.Advance(Lease - TimeSpan.FromSeconds(1));
        await ClaimAsync("k", "one");
        Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(InProgress(Lease - TimeSpan.FromSeconds(1)), await ClaimAsync("k", "two"));
    }

    [SkippableFact]
    public async Task The_payload_that_counts_is_that_of_the_claim_that_was_completed()
    {
        await ClaimAsync("k", "one", payload: 1);
        Time.Advance(Lease);
        await ClaimAsync("k", "two", payload: 2);
        await SettleAsync("k", SettlementKind.Complete, "two");

        Assert.Equal(Completed, await ClaimAsync("k", "three", payload: 2));
        Assert.Equal(CompletedWithOtherPayload, await ClaimAsync("k", "three", payload: 1));
    }

    [SkippableFact]
    public async Task A_payload_is_compared_with_one_of_its_own_kind_only()
    {
        Claim ofBody = Of("k"), ofPayload = ofBody with { Payload = PayloadHash.OfPayload([2]) };
        await Store.ClaimAsync([ofBody], "one", Lease, default);
        await SettleAsync("k", SettlementKind.Complete, "one");

        Assert.Equal([Completed], await Store.ClaimAsync([ofPayload], "two", Lease, default));
        Assert.Equal([CompletedWithOtherPayload], await Store.ClaimAsync([Of("k", 2)], "two", Lease, default));
    }

    [SkippableFact]
    public async Task Work_that_a_store_does_not_know_is_refused_and_the_claim_stays()
    {
        await ClaimAsync("k", "one");

        var results = await Store.SettleAsync([new(KeyOf("k"), SettlementKind.Complete, Work: [new object()])], "one", default);

        Assert.Equal(SettlementStatus.Refused, Assert.Single(results).Status);
        Assert.Equal(InProgress(Lease), await ClaimAsync("k", "two"));
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task A_lease_lasts_longer_than_no_time(int seconds) =>
        await Assert.ThrowsAnyAsync<ArgumentOutOfRangeException>(async () => await Store.ClaimAsync([Of("k")], "one", TimeSpan.FromSeconds(seconds), default));

    [SkippableFact]
    public async Task A_call_that_is_cancelled_before_it_starts_changes_nothing()
    {
        var cancelled = new CancellationToken(canceled: true);
        await ClaimAsync("k", "one");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.ClaimAsync([Of("new")], "one", Lease, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Store.SettleAsync([new(KeyOf("k"), SettlementKind.Release)], "one", cancelled));

        Assert.Equal(Claimed, await ClaimAsync("new", "two"));
        Assert.Equal(InProgress(Lease), await ClaimAsync("k", "two"));
    }

    [SkippableTheory]
    [InlineData("")]
    [InlineData(null)]
    public async Task An_owner_is_needed(string? owner)
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.ClaimAsync([Of("k")], owner!, Lease, default));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.SettleAsync([new(KeyOf("k"), SettlementKind.Release)], owner!, default));
    }

    [SkippableFact]
    public async Task Of_many_claimers_at_once_exactly_one_wins_each_key()
    {
        Claim[] claims = [.. Enumerable.Range(0, 1_000).Select(number => Of($"{number}"))];

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(owner =>
            Task.Run(async () => await Store.ClaimAsync(claims, $"owner-{owner}", Lease, default))));

        Assert.All(Enumerable.Range(0, claims.Length), key =>
            Assert.Equal(1, results.Count(result => result[key].Status == ClaimStatus.Claimed)));
    }

    protected Claim Of(string key, int payload = 1) => new(KeyOf(key), PayloadHash.OfBody([(byte)payload]));

    protected async Task<ClaimResult> ClaimAsync(string key, string owner, int payload = 1) =>
        Assert.Single(await Store.ClaimAsync([Of(key, payload)], owner, Lease, default));

    protected async Task<SettlementResult> SettleAsync(string key, SettlementKind kind, string owner) =>
        Assert.Single(await Store.SettleAsync([new(KeyOf(key), kind)], owner, default));

    protected static ClaimResult Claimed => new(ClaimStatus.Claimed);

    protected static ClaimResult Completed => new(ClaimStatus.Completed);

    protected static ClaimResult CompletedWithOtherPayload => new(ClaimStatus.Completed, PayloadDiffers: true);

    protected static ClaimResult InProgress(TimeSpan left) => new(ClaimStatus.InProgress, left);

    protected RecordKey KeyOf(string key) => new(_test, key);
}
