using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Batch.Tests.Idempotency;

/// <summary>A store that answers late, wrongly or not at all.</summary>
public sealed class UnreliableStoreTests
{
    private readonly Harness _harness = new();

    /// <summary>The longest that a retry waits is 1.6 s; the deadline is far above.</summary>
    public UnreliableStoreTests() => _harness.Time.Patience = TimeSpan.FromSeconds(2);

    [Theory]
    [InlineData("none")]
    [InlineData("too few")]
    [InlineData("too many")]
    [InlineData("null")]
    public async Task A_wrong_number_of_claims_is_asked_again_once_and_then_nothing_runs(string number)
    {
        _harness.Store.ClaimResults = results => Wrong(number, results, results[0]);

        Assert.Equal(["m0", "m1", "m2"], await _harness.ReturnedAsync(Notes.Of("a", "b", "c")));
        Assert.Equal([3, 3], _harness.Store.Claims);
        Assert.Empty(_harness.Handler.Called);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("too few")]
    [InlineData("too many")]
    [InlineData("null")]
    public async Task A_wrong_number_of_settlements_is_no_answer_and_the_same_keys_are_settled_again(string number)
    {
        int calls = 0;
        _harness.Store.SettlementResults = results => ++calls == 1 ? Wrong(number, results, new SettlementResult(SettlementStatus.Unavailable)) : results;

        Assert.Empty(await _harness.ReturnedAsync(Notes.Of("a", "b", "c")));

        Assert.Equal(2, calls);
        Assert.Equal(_harness.Store.Settlements[0], _harness.Store.Settlements[1]);
        Assert.Empty(_harness.Logger.Entries);
    }

    [Fact]
    public async Task A_time_out_of_the_stores_own_client_is_a_failure_like_any_other()
    {
        int calls = 0;
        _harness.Store.OnClaim = () => ++calls == 1 ? throw new TaskCanceledException("The request timed out.") : Task.CompletedTask;

        Assert.Empty(await _harness.ReturnedAsync(Notes.Of("a")));
        Assert.Equal(
            ["Error: The idempotency store did not claim 1 messages (attempt 1 of 2): TaskCanceledException: The request timed out."], _harness.Logger.Entries);
    }

    [Fact]
    public async Task A_claim_whose_answer_was_lost_is_claimed_again_by_the_same_owner()
    {
        int answers = 0;
        _harness.Store.ClaimResults = results => ++answers == 1 ? throw new IOException("The connection broke.") : results;

        Assert.Empty(await _harness.ReturnedAsync(Notes.Of("a")));
        Assert.Equal(["a"], _harness.Handler.Effects);
        Assert.Equal(2, _harness.Store.ClaimCalls.Count);
        Assert.Single(_harness.Store.ClaimCalls.Select(static call => call.Owner).Distinct());
        Assert.InRange(_harness.Store.ClaimCalls[1].LeaseDuration, Harness.Given - TimeSpan.FromMilliseconds(25), Harness.Given - TimeSpan.FromMilliseconds(12));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_completion_that_is_never_answered_is_acknowledged_and_logged(bool heedsCancellation)
    {
        _harness.Store.OnSettle = static () => new TaskCompletionSource().Task;
        _harness.Store.HeedsCancellation = heedsCancellation;
        Task<string[]> running = _harness.ReturnedAsync(Notes.Of("a"));

        _harness.Time.Advance(Harness.Given);

        Assert.Empty(await running);
        Assert.Contains("of message m0 could not be settled", Assert.Single(_harness.Logger.Entries), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_settlement_that_stays_unavailable_is_given_up_logged_and_the_message_acknowledged()
    {
        _harness.Store.SettlementResults = static results =>
            [.. results.Select(static (result, index) => index == 0 ? new SettlementResult(SettlementStatus.Unavailable) : result)];

        Assert.Empty(await _harness.ReturnedAsync(Notes.Of("a", "b")));

        Assert.Equal(2, _harness.Store.Settlements[0].Length);
        Assert.All(_harness.Store.Settlements.Skip(1), static call => Assert.Single(call));
        Assert.Contains(" of message m0 could not be settled: the store ", Assert.Single(_harness.Logger.Entries), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_release_that_cannot_be_written_leaves_the_message_to_its_lease()
    {
        _harness.Handler.Fails("a");
        _harness.Store.OnSettle = static () => throw new TimeoutException("The store is down.");
        Assert.Equal(["m0"], await _harness.ReturnedAsync(Notes.Of("a")));
        _harness.Store.OnSettle = static () => Task.CompletedTask;
        _harness.Handler.Succeeds("a");

        Assert.Equal(["m0"], await _harness.ReturnedAsync(Notes.Of("a")));
        _harness.Time.Advance(Harness.Given);
        Assert.Empty(await _harness.ReturnedAsync(Notes.Of("a")));
        Assert.Equal(["a"], _harness.Handler.Effects);
    }

    [Fact]
    public async Task Under_Process_a_message_whose_claim_was_refused_is_neither_completed_nor_released()
    {
        var harness = new Harness { StoreFailurePolicy = StoreFailurePolicy.Process };
        harness.Store.ClaimResults = static results => [.. results.Select(static (result, index) => index == 0 ? new ClaimResult(ClaimStatus.Refused) : result)];
        harness.Handler.Fails("a");

        Assert.Equal(["m0"], await harness.ReturnedAsync(Notes.Of("a", "b")));
        Assert.Equal(harness.Store.ClaimCalls[0].Claims[1].Key, Assert.Single(Assert.Single(harness.Store.Settlements)).Key);
        Assert.Equal("Warning: 1 messages run without idempotency because the store did not grant their claims: it is down", harness.Logger.Entries[0]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Under_Process_a_claim_whose_answer_was_lost_is_settled_as_it_may_have_been_made(bool fails)
    {
        var harness = new Harness { StoreFailurePolicy = StoreFailurePolicy.Process };
        harness.Store.ClaimResults = static _ => throw new IOException("The connection broke.");
        if (fails)
        {
            harness.Handler.Fails("a");
        }

        Assert.Equal(fails ? ["m0"] : [], await harness.ReturnedAsync(Notes.Of("a")));
        harness.Store.ClaimResults = static results => results;
        harness.Handler.Succeeds("a");

        Assert.Empty(await harness.ReturnedAsync(Notes.Of("a")));
        Assert.Equal(["a"], harness.Handler.Effects);
        Assert.Equal(fails ? 2 : 1, harness.Handler.Called.Count());
    }

    [Fact]
    public async Task Under_Process_a_claim_that_was_never_made_is_settled_in_one_attempt_of_which_nothing_is_said()
    {
        foreach (SettlementStatus? answer in new SettlementStatus?[] { null, SettlementStatus.Unavailable, SettlementStatus.LeaseLost, SettlementStatus.Refused })
        {
            var harness = new Harness { StoreFailurePolicy = StoreFailurePolicy.Process };
            harness.Store.ClaimResults = static results => [.. results.Select(static _ => new ClaimResult(ClaimStatus.Unavailable, Reason: "throttled"))];
            harness.Store.SettlementResults = results =>
                [.. results.Select(_ => new SettlementResult(answer ?? throw new TimeoutException("The store is down.")))];

            Assert.Empty(await harness.ReturnedAsync(Notes.Of("a", "b")));

            Assert.Equal([2], harness.Store.Settlements.Select(static call => call.Length));
            Assert.Equal("Warning: 2 messages run without idempotency because the store did not grant their claims: throttled", Assert.Single(harness.Logger.Entries));
        }
    }

    [Fact]
    public async Task Under_Process_a_completion_of_a_claim_in_doubt_that_hangs_keeps_the_answer_no_longer_than_the_margin()
    {
        var harness = new Harness { StoreFailurePolicy = StoreFailurePolicy.Process };
        harness.Store.ClaimResults = static results => [.. results.Select(static _ => default(ClaimResult))];
        harness.Store.HeedsCancellation = true;
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        harness.Store.OnSettle = () =>
        {
            asked.SetResult();
            return new TaskCompletionSource().Task;
        };
        Task<string[]> running = harness.ReturnedAsync(Notes.Of("a"), TimeSpan.FromMinutes(15));
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30));

        harness.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Empty(await running);
        Assert.Single(harness.Logger.Entries);
    }

    /// <summary>Too few are two, of which the second is <paramref name="other"/>.</summary>
    private static IReadOnlyList<T> Wrong<T>(string number, IReadOnlyList<T> results, T other) => number switch
    {
        "none" => [],
        "too few" => [results[0], other],
        "too many" => [.. results, other],
        _ => null!,
    };
}
