using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Batch.Tests.Idempotency;

/// <summary>How a claim ends, and for whom.</summary>
public abstract partial class IdempotencyStoreContract
{
    [SkippableFact]
    public async Task A_completed_key_is_completed_until_its_record_expires()
    {
        await ClaimAsync("k", "one");
        Assert.Equal(new SettlementResult(SettlementStatus.Settled), await SettleAsync("k", SettlementKind.Complete, "one"));
        Time.Advance(Expiration - TimeSpan.FromSeconds(1));
        Assert.Equal(Completed, await ClaimAsync("k", "two"));

        Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(Claimed, await ClaimAsync("k", "two", payload: 2));
    }

    [SkippableFact]
    public async Task A_released_key_is_free_at_once()
    {
        await ClaimAsync("k", "one");
        Assert.Equal(new SettlementResult(SettlementStatus.Settled), await SettleAsync("k", SettlementKind.Release, "one"));

        Assert.Equal(Claimed, await ClaimAsync("k", "two"));
    }

    [SkippableFact]
    public async Task Releasing_what_nobody_holds_is_as_wished() =>
        Assert.Equal(new SettlementResult(SettlementStatus.Settled), await SettleAsync("k", SettlementKind.Release, "one"));

    [SkippableFact]
    public async Task A_lease_that_ended_and_was_not_taken_over_can_still_be_completed()
    {
        await ClaimAsync("k", "one");
        Time.Advance(Lease * 2);

        Assert.Equal(new SettlementResult(SettlementStatus.Settled), await SettleAsync("k", SettlementKind.Complete, "one"));
        Assert.Equal(Completed, await ClaimAsync("k", "two"));
    }

    [SkippableTheory]
    [InlineData(SettlementKind.Complete)]
    [InlineData(SettlementKind.Release)]
    public async Task A_late_owner_changes_nothing_of_the_next_ones_claim(SettlementKind kind)
    {
        await ClaimAsync("k", "one");
        Time.Advance(Lease);
        await ClaimAsync("k", "two");

        Assert.Equal(new SettlementResult(SettlementStatus.LeaseLost), await SettleAsync("k", kind, "one"));
        Assert.Equal(InProgress(Lease), await ClaimAsync("k", "three"));
        Assert.Equal(new SettlementResult(SettlementStatus.Settled), await SettleAsync("k", SettlementKind.Complete, "two"));
        Assert.Equal(new SettlementResult(SettlementStatus.LeaseLost), await SettleAsync("k", kind, "one"));
        Assert.Equal(Completed, await ClaimAsync("k", "three"));
    }

    [SkippableFact]
    public async Task A_completion_without_a_record_is_a_lost_lease() =>
        Assert.Equal(new SettlementResult(SettlementStatus.LeaseLost), await SettleAsync("k", SettlementKind.Complete, "one"));

    [SkippableTheory]
    [InlineData(SettlementKind.Complete)]
    [InlineData(SettlementKind.Release)]
    public async Task A_settlement_whose_answer_was_lost_can_be_made_again(SettlementKind kind)
    {
        await ClaimAsync("k", "one");
        await SettleAsync("k", kind, "one");

        Assert.Equal(new SettlementResult(SettlementStatus.Settled), await SettleAsync("k", kind, "one"));
        Assert.Equal(kind == SettlementKind.Complete ? Completed : Claimed, await ClaimAsync("k", "two"));
    }

    [SkippableFact]
    public async Task A_completed_key_is_completed_for_its_own_owner_too()
    {
        await ClaimAsync("k", "one");
        await SettleAsync("k", SettlementKind.Complete, "one");

        Assert.Equal(Completed, await ClaimAsync("k", "one"));
    }

    /// <summary>More than a store across a network takes in one round trip.</summary>
    [SkippableFact]
    public async Task Each_settlement_of_a_large_call_has_its_own_result_in_its_place()
    {
        const int Count = 110;
        Claim[] claims = [.. Enumerable.Range(0, Count).Select(number => Of($"{number}"))];
        await Store.ClaimAsync(claims, "one", Lease, default);
        await SettleAsync("7", SettlementKind.Release, "one");
        await ClaimAsync("7", "two");

        var results = await Store.SettleAsync(
            [.. claims.Select(static (claim, number) => new Settlement(claim.Key, number % 2 == 0 ? SettlementKind.Release : SettlementKind.Complete))],
            "one",
            default);

        Assert.Equal(Enumerable.Range(0, Count).Select(static number => number == 7 ? new SettlementResult(SettlementStatus.LeaseLost) : new SettlementResult(SettlementStatus.Settled)), results);
        Assert.Equal(
            Enumerable.Range(0, Count).Select(number => number == 7 ? InProgress(Lease) : number % 2 == 0 ? Claimed : Completed),
            await Store.ClaimAsync(claims, "three", Lease, default));
    }
}
