using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Batch.Tests.Idempotency;

/// <summary>What a store does that can do work together with a completion, beside what every store does.</summary>
public abstract class EnlistingStoreContract : IdempotencyStoreContract
{
    [SkippableFact]
    public async Task Work_is_done_with_its_completion()
    {
        await ClaimAsync("k", "one");

        Assert.Equal(new SettlementResult(SettlementStatus.Settled), await CompleteAsync("one", NewWork("a"), NewWork("b")));

        Assert.Equal(Completed, await ClaimAsync("k", "two"));
        Assert.Equal((1, 1), (await TimesDoneAsync("a"), await TimesDoneAsync("b")));
    }

    [SkippableFact]
    public async Task Work_whose_answer_was_lost_is_not_done_again()
    {
        await ClaimAsync("k", "one");
        await CompleteAsync("one", NewWork("a"));

        Assert.Equal(new SettlementResult(SettlementStatus.Settled), await CompleteAsync("one", NewWork("a")));

        Assert.Equal(1, await TimesDoneAsync("a"));
    }

    [SkippableFact]
    public async Task Work_of_a_late_owner_is_not_done_and_the_result_says_who_has_the_key()
    {
        await ClaimAsync("k", "one");
        Time.Advance(Lease);
        await ClaimAsync("k", "two");

        Assert.Equal(new SettlementResult(SettlementStatus.LeaseLost, Found: InProgress(Lease)), await CompleteAsync("one", NewWork("a")));
        await SettleAsync("k", SettlementKind.Complete, "two");
        Assert.Equal(new SettlementResult(SettlementStatus.LeaseLost, Found: Completed), await CompleteAsync("one", NewWork("a")));

        Assert.Equal(0, await TimesDoneAsync("a"));
    }

    [SkippableFact]
    public async Task Work_without_a_record_is_not_done()
    {
        Assert.Equal(new SettlementResult(SettlementStatus.LeaseLost), await CompleteAsync("one", NewWork("a")));

        Assert.Equal(0, await TimesDoneAsync("a"));
    }

    [SkippableFact]
    public async Task Work_that_fails_leaves_the_claim_and_all_work_of_the_message_undone()
    {
        await ClaimAsync("k", "one");

        SettlementResult result = await CompleteAsync("one", NewWork("a"), NewWork(FailingWork));

        Assert.Equal(SettlementStatus.Refused, result.Status);
        Assert.NotNull(result.Reason);
        Assert.Equal(0, await TimesDoneAsync("a"));
        Assert.Equal(InProgress(Lease), await ClaimAsync("k", "two"));
    }

    /// <summary>The name of work that fails.</summary>
    protected const string FailingWork = "failing";

    /// <summary>Creates work that the store does.</summary>
    protected abstract object NewWork(string name);

    /// <summary>Returns how often work of this name was done.</summary>
    protected abstract Task<int> TimesDoneAsync(string name);

    private async Task<SettlementResult> CompleteAsync(string owner, params object[] work) =>
        Assert.Single(await Store.SettleAsync([new(KeyOf("k"), SettlementKind.Complete, work)], owner, default));
}
