using System.Text;
using Microsoft.Extensions.Time.Testing;
using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Batch.Tests.Idempotency;

/// <summary>
/// What every idempotency store does. Each test has keys of its own, so that a store may be shared by all. A store that is not to be had
/// skips its tests.
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

        var results = await Store.ClaimAsync([Of("new"), Of("held"), Of("done"), Of("other", 2)], "two", Time.GetUtcNow() + Lease, default);

        Assert.Equal([Claimed, InProgress(Lease), Completed, new(ClaimStatus.PayloadMismatch)], results);
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
        Assert.Equal(new(ClaimStatus.PayloadMismatch), await ClaimAsync("k", "three", payload: 1));
    }

    [SkippableFact]
    public async Task Every_bit_of_a_payload_counts()
    {
        Claim low = Of("k") with { Payload = UInt128.One }, high = low with { Payload = UInt128.One << 127 };
        await Store.ClaimAsync([low], "one", Time.GetUtcNow() + Lease, default);
        await SettleAsync("k", SettlementKind.Complete, "one");

        Assert.Equal([new(ClaimStatus.PayloadMismatch)], await Store.ClaimAsync([high], "two", Time.GetUtcNow() + Lease, default));
        Assert.Equal([Completed], await Store.ClaimAsync([low], "two", Time.GetUtcNow() + Lease, default));
    }

    [SkippableFact]
    public async Task A_call_that_is_cancelled_before_it_starts_changes_nothing()
    {
        var cancelled = new CancellationToken(canceled: true);
        await ClaimAsync("k", "one");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.ClaimAsync([Of("new")], "one", Time.GetUtcNow() + Lease, cancelled));
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
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.ClaimAsync([Of("k")], owner!, Time.GetUtcNow() + Lease, default));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.SettleAsync([new(KeyOf("k"), SettlementKind.Release)], owner!, default));
    }

    [SkippableFact]
    public async Task Of_many_claimers_at_once_exactly_one_wins_each_key()
    {
        Claim[] claims = [.. Enumerable.Range(0, 1_000).Select(number => Of($"{number}"))];
        DateTimeOffset leaseEnd = Time.GetUtcNow() + Lease;

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(owner =>
            Task.Run(async () => await Store.ClaimAsync(claims, $"owner-{owner}", leaseEnd, default))));

        Assert.All(Enumerable.Range(0, claims.Length), key =>
            Assert.Equal(1, results.Count(result => result[key].Status == ClaimStatus.Claimed)));
    }

    protected Claim Of(string key, int payload = 1) => new(KeyOf(key), (UInt128)payload);

    protected async Task<ClaimResult> ClaimAsync(string key, string owner, int payload = 1) =>
        Assert.Single(await Store.ClaimAsync([Of(key, payload)], owner, Time.GetUtcNow() + Lease, default));

    protected async Task<SettlementResult> SettleAsync(string key, SettlementKind kind, string owner) =>
        Assert.Single(await Store.SettleAsync([new(KeyOf(key), kind)], owner, default));

    private static ClaimResult Claimed => new(ClaimStatus.Claimed);

    private static ClaimResult Completed => new(ClaimStatus.Completed);

    private ClaimResult InProgress(TimeSpan left) => new(ClaimStatus.InProgress, Time.GetUtcNow() + left);

    private Sha256Digest KeyOf(string key) => Sha256Digest.Of(Encoding.UTF8.GetBytes($"{_test}#{key}"));
}
