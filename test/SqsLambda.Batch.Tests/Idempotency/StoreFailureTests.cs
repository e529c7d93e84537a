using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Reading;

namespace SqsLambda.Batch.Tests.Idempotency;

/// <summary>What happens when the store is down at the claim.</summary>
public sealed class StoreFailureTests
{
    [Fact]
    public async Task By_default_every_message_is_returned_after_one_more_attempt()
    {
        var harness = new Harness();
        harness.Store.OnClaim = static () => throw new TimeoutException("The store is down.");

        Assert.Equal(["m0", "m1", "m2"], await harness.ReturnedAsync(TestSqsEvent.Of(Notes.Body("a"), "x", Notes.Body("c"))));

        Assert.Empty(harness.Handler.Called);
        Assert.Equal([2, 2], harness.Store.Claims);
        Assert.Equal(
            [
                "Error: The idempotency store did not claim 2 messages (attempt 1 of 2): TimeoutException: The store is down.",
                "Error: The idempotency store did not claim 2 messages (attempt 2 of 2): TimeoutException: The store is down.",
                "Warning: Message m0 was not attempted (receive count 1): The idempotency store did not grant its claim.",
                "Error: Message m1 failed permanently (receive count 1): The body cannot be read as Note (line 1, byte 1).",
                "Warning: Message m2 was not attempted (receive count 1): The idempotency store did not grant its claim.",
            ],
            harness.Logger.Entries);
    }

    [Fact]
    public async Task A_store_that_recovers_at_the_second_attempt_is_not_missed()
    {
        var harness = new Harness();
        int calls = 0;
        harness.Store.OnClaim = () => ++calls == 1 ? throw new TimeoutException("The store is down.") : Task.CompletedTask;

        Assert.Empty(await harness.ReturnedAsync(Notes.Of("a")));
        Assert.Equal(["a"], harness.Handler.Effects);
        Assert.Equal(1, harness.Store.Records);
    }

    [Fact]
    public async Task By_choice_every_message_runs_without_protection()
    {
        var harness = new Harness { StoreFailurePolicy = StoreFailurePolicy.Process };
        harness.Store.OnClaim = static () => throw new TimeoutException("The store is down.");

        Assert.Empty(await harness.ReturnedAsync(Notes.Of("a", "b")));

        Assert.Equal(["a", "b"], harness.Handler.Effects);
        Assert.Equal("Warning: 2 messages run without idempotency because the store did not grant their claims: it is down", harness.Logger.Entries[^1]);
        Assert.Single(harness.Store.Settlements);
    }

    [Theory]
    [InlineData(StoreFailurePolicy.Fail, "m1")]
    [InlineData(StoreFailurePolicy.Process, "")]
    public async Task One_claim_that_the_store_refuses_concerns_its_message_alone_and_is_not_asked_again(StoreFailurePolicy policy, string returned)
    {
        var harness = new Harness { StoreFailurePolicy = policy };
        harness.Store.ClaimResults = static results =>
            [.. results.Select(static (result, index) => index == 1 ? new ClaimResult(ClaimStatus.Refused, Reason: "too large") : result)];

        Assert.Equal(returned.Split(' ', StringSplitOptions.RemoveEmptyEntries), await harness.ReturnedAsync(Notes.Of("a", "b", "c")));

        Assert.Equal([3], harness.Store.Claims);
        Assert.EndsWith(": too large", Assert.Single(harness.Logger.Entries).TrimEnd('.'), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_claim_that_the_store_could_not_answer_is_asked_again_alone()
    {
        var harness = new Harness();
        harness.Store.ClaimResults = static results =>
            results.Count == 3 ? [results[0], default, results[2]] : results;

        Assert.Empty(await harness.ReturnedAsync(Notes.Of("a", "b", "c")));

        Assert.Equal([3, 1], harness.Store.Claims);
        Assert.Equal(harness.Store.ClaimCalls[0].Claims[1], harness.Store.ClaimCalls[1].Claims[0]);
        Assert.Equal(["a", "b", "c"], harness.Handler.Effects);
        Assert.Empty(harness.Logger.Entries);
    }

    [Theory]
    [InlineData(StoreFailurePolicy.Fail, "m1")]
    [InlineData(StoreFailurePolicy.Process, "")]
    public async Task A_claim_that_stays_unanswered_keeps_the_others_waiting_for_no_longer_than_the_margin(StoreFailurePolicy policy, string returned)
    {
        Harness harness = Throttled(policy);
        DateTimeOffset started = harness.Time.GetUtcNow();

        Assert.Equal(returned.Split(' ', StringSplitOptions.RemoveEmptyEntries), await harness.ReturnedAsync(Notes.Of("a", "throttled", "c")));

        Assert.Equal(3, harness.Store.Claims[0]);
        Assert.All(harness.Store.Claims.Skip(1), static asked => Assert.Equal(1, asked));
        Assert.InRange(harness.Store.Claims.Count, 5, 9);
        Assert.InRange(harness.Time.GetUtcNow() - started, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1));
        Assert.Contains("throttled", Assert.Single(harness.Logger.Entries), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_claim_that_stays_unanswered_beside_a_duplicate_is_asked_for_no_longer_than_the_margin()
    {
        var harness = new Harness();
        await harness.ReturnedAsync(Notes.Of("done"));
        harness.Time.Patience = TimeSpan.FromSeconds(2);
        harness.Store.ClaimResults = static results => [.. results.SkipLast(1), new(ClaimStatus.Unavailable, Reason: "throttled")];
        DateTimeOffset started = harness.Time.GetUtcNow();

        Assert.Equal(["m1"], await harness.ReturnedAsync(Notes.Of("done", "throttled"), TimeSpan.FromMinutes(15)));

        Assert.Equal([1, 2, 1], harness.Store.Claims.Take(3));
        Assert.InRange(harness.Time.GetUtcNow() - started, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1));
    }

    /// <summary>Whatever one call takes: an answer without a decision is worth no more than none.</summary>
    [Theory]
    [InlineData(1, 0, StoreFailurePolicy.Fail)]
    [InlineData(3, 0, StoreFailurePolicy.Fail)]
    [InlineData(3, 0, StoreFailurePolicy.Process)]
    [InlineData(3, 3_000, StoreFailurePolicy.Fail)]
    public async Task A_store_that_decides_no_claim_is_asked_once_more_and_then_left_alone(int messages, int callMs, StoreFailurePolicy policy)
    {
        var harness = new Harness { StoreFailurePolicy = policy };
        harness.Time.Patience = TimeSpan.FromSeconds(2);
        harness.Store.ClaimResults = results =>
        {
            harness.Time.Advance(TimeSpan.FromMilliseconds(callMs));
            return [.. results.Select(static _ => new ClaimResult(ClaimStatus.Unavailable, Reason: "throttled"))];
        };
        DateTimeOffset started = harness.Time.GetUtcNow();
        string[] ids = [.. Enumerable.Range(0, messages).Select(static number => $"{number}")];

        string[] returned = await harness.ReturnedAsync(Notes.Of(ids), TimeSpan.FromMinutes(15));

        bool run = policy == StoreFailurePolicy.Process;
        Assert.Equal(run ? [] : ids.Select(static id => $"m{id}"), returned);
        Assert.Equal(run ? ids : [], harness.Handler.Called);
        Assert.Equal([messages, messages], harness.Store.Claims);
        Assert.InRange((harness.Time.GetUtcNow() - started).TotalMilliseconds, 2 * callMs, (2 * callMs) + 50);
        Assert.All(harness.Logger.Entries, static entry => Assert.EndsWith(": throttled", entry.TrimEnd('.'), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_store_that_decides_no_claim_at_first_and_then_some_is_asked_for_the_others_too()
    {
        var harness = new Harness();
        int calls = 0;
        harness.Time.Patience = TimeSpan.FromSeconds(2);
        harness.Store.ClaimResults = results => ++calls switch
        {
            1 => [default, default, default],
            2 => [results[0], default, default],
            < 6 => [default, default],
            _ => results,
        };

        Assert.Empty(await harness.ReturnedAsync(Notes.Of("a", "b", "c")));

        Assert.Equal([3, 3, 2, 2, 2, 2], harness.Store.Claims);
        Assert.Equal(["a", "b", "c"], harness.Handler.Effects);
    }

    /// <summary>On the real clock, as a store that hangs is what its own time limit is for.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_second_attempt_that_hangs_keeps_the_others_waiting_for_no_longer_than_the_margin(bool heedsCancellation)
    {
        var store = new TestStore(TimeProvider.System) { HeedsCancellation = heedsCancellation };
        var hangs = new TaskCompletionSource();
        int calls = 0;
        store.OnClaim = () => ++calls == 1 ? Task.CompletedTask : hangs.Task;
        store.ClaimResults = static results => results.Count == 2 ? [results[0], default] : results;
        var handler = new ScriptedHandler();
        var processor = new BatchProcessor<Note>(
            MessageReader.Json(NoteJsonContext.Default.Note), handler, new(store, IdempotencyKey.Field<Note>(static note => note.Id)));

        var response = await processor.ProcessAsync(Notes.Of("a", "b"), new TestInvocationContext { RemainingTime = TimeSpan.FromSeconds(2) });

        Assert.Equal(["m1"], Harness.Ids(response));
        Assert.Equal(["a"], handler.Effects);
        hangs.SetResult();
    }

    [Fact]
    public async Task What_was_claimed_before_the_store_went_down_runs()
    {
        var harness = new Harness();
        int calls = 0;
        harness.Store.ClaimResults = results =>
            ++calls == 1 ? [results[0], default] : throw new TimeoutException("The store is down.");
        harness.Time.Patience = TimeSpan.FromSeconds(2);

        Assert.Equal(["m1"], await harness.ReturnedAsync(Notes.Of("a", "b")));

        Assert.Equal([2, 1, 1], harness.Store.Claims);
        Assert.Equal(["a"], harness.Handler.Effects);
    }

    [Theory]
    [InlineData(StoreFailurePolicy.Fail, "m0 m1", "")]
    [InlineData(StoreFailurePolicy.Process, "", "a b")]
    public async Task A_store_that_hangs_is_asked_twice_for_five_seconds_and_leaves_the_rest_of_the_time(StoreFailurePolicy policy, string returned, string effects)
    {
        var harness = new Harness { StoreFailurePolicy = policy };
        int calls = 0;
        var askedAgain = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        harness.Store.OnClaim = () =>
        {
            if (++calls == 2)
            {
                askedAgain.SetResult();
            }

            return new TaskCompletionSource().Task;
        };
        harness.Store.HeedsCancellation = true;

        Task<string[]> running = harness.ReturnedAsync(Notes.Of("a", "b"));
        harness.Time.Advance(TimeSpan.FromSeconds(5.002));
        await askedAgain.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.False(running.IsCompleted);
        harness.Time.Advance(TimeSpan.FromSeconds(5.002));

        Assert.Equal(returned.Split(' ', StringSplitOptions.RemoveEmptyEntries), await running);
        Assert.Equal(effects, string.Join(' ', harness.Handler.Effects));
        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task A_store_that_answers_too_few_claims_is_not_trusted()
    {
        var harness = new Harness();
        harness.Store.ClaimResults = static results => [results[0]];

        Assert.Equal(["m0", "m1"], await harness.ReturnedAsync(Notes.Of("a", "b")));
        Assert.Empty(harness.Handler.Called);
    }

    [Fact]
    public Task A_store_that_never_answers_a_claim_does_not_keep_the_answer() => Harness.OffContextAsync(static async () =>
    {
        var harness = new Harness();
        harness.Store.OnClaim = static () => new TaskCompletionSource().Task;

        Task<string[]> running = harness.ReturnedAsync(Notes.Of("a"));
        harness.Time.Advance(TimeSpan.FromSeconds(29));

        Assert.Equal(["m0"], await running);
        Assert.Empty(harness.Handler.Called);
        Assert.Equal(
            "Warning: Message m0 was not attempted (receive count 1): The idempotency store did not grant its claim.",
            harness.Logger.Entries[^1]);
    });

    private static Harness Throttled(StoreFailurePolicy policy)
    {
        var harness = new Harness { StoreFailurePolicy = policy };
        harness.Time.Patience = TimeSpan.FromSeconds(2);
        harness.Store.ClaimResults = static results =>
        {
            var unavailable = new ClaimResult(ClaimStatus.Unavailable, Reason: "throttled");
            return results.Count == 3 ? [results[0], unavailable, results[2]] : [unavailable];
        };
        return harness;
    }
}
