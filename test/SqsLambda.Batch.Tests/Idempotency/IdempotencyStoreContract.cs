using System.Text;
using Microsoft.Extensions.Time.Testing;
using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Batch.Tests.Idempotency;

/// <summary>What every idempotency store does.</summary>
public abstract class IdempotencyStoreContract
{
    protected static readonly TimeSpan Expiration = TimeSpan.FromDays(14);
    protected static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    protected abstract IIdempotencyStore Store { get; }

    [Fact]
    public async Task A_new_key_is_claimed() => Assert.Equal(Claimed, await ClaimAsync("k", "one"));

    [Fact]
    public async Task Each_key_of_a_call_has_its_own_result_in_its_place()
    {
        await ClaimAsync("held", "one");
        await ClaimAsync("done", "one");
        await SettleAsync("done", SettlementKind.Complete, "one");

        var results = await Store.ClaimAsync([Of("new"), Of("held"), Of("done"), Of("done", 2)], "two", Time.GetUtcNow() + Lease, default);

        Assert.Equal([Claimed, InProgress(Lease), Completed, new(ClaimStatus.PayloadMismatch)], results);
    }

    [Fact]
    public async Task A_held_key_is_in_progress_until_its_lease_ends()
    {
        await ClaimAsync("k", "one");
        Time.Advance(Lease - TimeSpan.FromMilliseconds(1));
        Assert.Equal(InProgress(TimeSpan.FromMilliseconds(1)), await ClaimAsync("k", "two"));

        Time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(Claimed, await ClaimAsync("k", "two"));
    }

    [Fact]
    public async Task A_held_key_is_in_progress_whatever_the_payload()
    {
        await ClaimAsync("k", "one");

        Assert.Equal(InProgress(Lease), await ClaimAsync("k", "two", payload: 2));
    }

    [Fact]
    public async Task A_key_that_the_owner_holds_is_claimed_again()
    {
        await ClaimAsync("k", "one");

        Assert.Equal(Claimed, await ClaimAsync("k", "one"));
    }

    [Fact]
    public async Task A_completed_key_is_completed_until_its_record_expires()
    {
        await ClaimAsync("k", "one");
        Assert.Equal(SettlementResult.Settled, await SettleAsync("k", SettlementKind.Complete, "one"));
        Time.Advance(Expiration - TimeSpan.FromSeconds(1));
        Assert.Equal(Completed, await ClaimAsync("k", "two"));

        Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(Claimed, await ClaimAsync("k", "two", payload: 2));
    }

    [Fact]
    public async Task A_released_key_is_free_at_once()
    {
        await ClaimAsync("k", "one");
        Assert.Equal(SettlementResult.Settled, await SettleAsync("k", SettlementKind.Release, "one"));

        Assert.Equal(Claimed, await ClaimAsync("k", "two"));
    }

    [Fact]
    public async Task Releasing_what_nobody_holds_is_as_wished() =>
        Assert.Equal(SettlementResult.Settled, await SettleAsync("k", SettlementKind.Release, "one"));

    [Fact]
    public async Task A_lease_that_ended_and_was_not_taken_over_can_still_be_completed()
    {
        await ClaimAsync("k", "one");
        Time.Advance(Lease * 2);

        Assert.Equal(SettlementResult.Settled, await SettleAsync("k", SettlementKind.Complete, "one"));
        Assert.Equal(Completed, await ClaimAsync("k", "two"));
    }

    [Theory]
    [InlineData(SettlementKind.Complete)]
    [InlineData(SettlementKind.Release)]
    public async Task A_late_owner_changes_nothing_of_the_next_ones_claim(SettlementKind kind)
    {
        await ClaimAsync("k", "one");
        Time.Advance(Lease);
        await ClaimAsync("k", "two");

        Assert.Equal(SettlementResult.LeaseLost, await SettleAsync("k", kind, "one"));
        Assert.Equal(InProgress(Lease), await ClaimAsync("k", "three"));
        Assert.Equal(SettlementResult.Settled, await SettleAsync("k", SettlementKind.Complete, "two"));
        Assert.Equal(SettlementResult.LeaseLost, await SettleAsync("k", kind, "one"));
        Assert.Equal(Completed, await ClaimAsync("k", "three"));
    }

    [Fact]
    public async Task A_completion_without_a_record_is_a_lost_lease() =>
        Assert.Equal(SettlementResult.LeaseLost, await SettleAsync("k", SettlementKind.Complete, "one"));

    [Fact]
    public async Task Of_many_claimers_at_once_exactly_one_wins_each_key()
    {
        Claim[] claims = [.. Enumerable.Range(0, 1_000).Select(static number => Of($"{number}"))];
        DateTimeOffset leaseEnd = Time.GetUtcNow() + Lease;

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(owner =>
            Task.Run(async () => await Store.ClaimAsync(claims, $"owner-{owner}", leaseEnd, default))));

        Assert.All(Enumerable.Range(0, claims.Length), key =>
            Assert.Equal(1, results.Count(result => result[key].Status == ClaimStatus.Claimed)));
    }

    protected static Claim Of(string key, int payload = 1) => new(KeyOf(key), (UInt128)payload);

    protected async Task<ClaimResult> ClaimAsync(string key, string owner, int payload = 1) =>
        Assert.Single(await Store.ClaimAsync([Of(key, payload)], owner, Time.GetUtcNow() + Lease, default));

    protected async Task<SettlementResult> SettleAsync(string key, SettlementKind kind, string owner) =>
        Assert.Single(await Store.SettleAsync([new(KeyOf(key), kind)], owner, default));

    private static ClaimResult Claimed => new(ClaimStatus.Claimed);

    private static ClaimResult Completed => new(ClaimStatus.Completed);

    private ClaimResult InProgress(TimeSpan left) => new(ClaimStatus.InProgress, Time.GetUtcNow() + left);

    private static Sha256Digest KeyOf(string key) => Sha256Digest.Of(Encoding.UTF8.GetBytes(key));
}
