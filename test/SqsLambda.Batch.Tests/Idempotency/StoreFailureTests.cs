using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Batch.Tests.Idempotency;

/// <summary>What happens when the store is down at the claim.</summary>
public sealed class StoreFailureTests
{
    [Fact]
    public async Task By_default_every_message_is_returned_after_one_more_attempt()
    {
        var harness = new Harness();
        harness.Store.OnClaim = static () => throw new TimeoutException("The store is down.");

        Assert.Equal(["m0", "m1", "m2"], await harness.ReturnedAsync(TestEvent.OfBodies(TestEvent.Body("a"), "x", TestEvent.Body("c"))));

        Assert.Empty(harness.Handler.Called);
        Assert.Equal([2, 2], harness.Store.Claims);
        Assert.Equal(
            [
                "Error: The idempotency store did not claim 2 messages (attempt 1 of 2): TimeoutException: The store is down.",
                "Error: The idempotency store did not claim 2 messages (attempt 2 of 2): TimeoutException: The store is down.",
                "Warning: Message m0 was not attempted (receive count 1): The idempotency store could not grant its claim, and nothing runs without its protection.",
                "Error: Message m1 failed permanently (receive count 1): The body cannot be read as Note (line 1, byte 1).",
                "Warning: Message m2 was not attempted (receive count 1): The idempotency store could not grant its claim, and nothing runs without its protection.",
            ],
            harness.Logger.Entries);
    }

    [Fact]
    public async Task A_store_that_recovers_at_the_second_attempt_is_not_missed()
    {
        var harness = new Harness();
        int calls = 0;
        harness.Store.OnClaim = () => ++calls == 1 ? throw new TimeoutException("The store is down.") : Task.CompletedTask;

        Assert.Empty(await harness.ReturnedAsync(TestEvent.Of("a")));
        Assert.Equal(["a"], harness.Handler.Effects);
        Assert.Equal(1, harness.Store.Records);
    }

    [Fact]
    public async Task By_choice_every_message_runs_without_protection()
    {
        var harness = new Harness { StoreFailurePolicy = StoreFailurePolicy.Process };
        harness.Store.OnClaim = static () => throw new TimeoutException("The store is down.");

        Assert.Empty(await harness.ReturnedAsync(TestEvent.Of("a", "b")));

        Assert.Equal(["a", "b"], harness.Handler.Effects);
        Assert.Equal("Warning: 2 messages run without idempotency, as the store did not answer", harness.Logger.Entries[^1]);
        Assert.Empty(harness.Store.Settlements);
    }

    [Theory]
    [InlineData(StoreFailurePolicy.Fail, "m1")]
    [InlineData(StoreFailurePolicy.Process, "")]
    public async Task One_claim_that_the_store_cannot_answer_concerns_its_message_alone(StoreFailurePolicy policy, string returned)
    {
        var harness = new Harness { StoreFailurePolicy = policy };
        harness.Store.ClaimResults = static results => [.. results.Select(static (result, index) => index == 1 ? default : result)];

        Assert.Equal(returned.Split(' ', StringSplitOptions.RemoveEmptyEntries), await harness.ReturnedAsync(TestEvent.Of("a", "b", "c")));
    }

    [Fact]
    public async Task A_store_that_answers_too_few_claims_is_not_trusted()
    {
        var harness = new Harness();
        harness.Store.ClaimResults = static results => [results[0]];

        Assert.Equal(["m0", "m1"], await harness.ReturnedAsync(TestEvent.Of("a", "b")));
        Assert.Empty(harness.Handler.Called);
    }

    [Fact]
    public async Task A_store_that_never_answers_a_claim_does_not_keep_the_answer()
    {
        var harness = new Harness();
        harness.Store.OnClaim = static () => new TaskCompletionSource().Task;

        Task<string[]> running = harness.ReturnedAsync(TestEvent.Of("a"));
        harness.Time.Advance(TimeSpan.FromSeconds(29));

        Assert.Equal(["m0"], await running);
        Assert.Empty(harness.Handler.Called);
        Assert.Equal(
            "Warning: Message m0 was not attempted (receive count 1): The time of the invocation ran out before the message could start.",
            harness.Logger.Entries[^1]);
    }
}
