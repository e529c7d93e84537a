using SqsLambda.Batch.Failures;
using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Batch.Tests.Failures;

/// <summary>When an invocation fails by choice, for alarms that watch the function's errors.</summary>
public sealed class FullFailureTests
{
    private readonly Harness _harness = new()
    {
        Options = new() { MaxDegreeOfParallelism = 1, Failures = new() { ThrowOnFullBatchFailure = true, StopAfterConsecutiveOutages = 2 } },
    };

    [Theory]
    [InlineData(new[] { "a", "b" }, true)]
    [InlineData(new[] { "a" }, false)]
    public async Task The_invocation_fails_by_choice_where_every_message_failed(string[] failing, bool throws)
    {
        _harness.Handler.Fails(failing);
        var error = await Record.ExceptionAsync(() => _harness.ReturnedAsync(TestEvent.Of("a", "b")));

        Assert.Equal(throws ? "All 2 messages of the batch failed (see the log)." : null, error?.Message);
        Assert.Equal(throws, error is BatchFailedException);
    }

    [Fact]
    public async Task What_is_not_valid_and_what_did_not_finish_failed_too()
    {
        _harness.Handler.On("a", static (_, stop) => Task.Delay(Timeout.Infinite, stop));
        Task<string[]> running = _harness.ReturnedAsync(TestEvent.OfBodies(TestEvent.Body("a"), "x"));
        _harness.Time.Advance(TimeSpan.FromSeconds(29));

        await Assert.ThrowsAsync<BatchFailedException>(() => running);
    }

    [Fact]
    public async Task What_an_outage_kept_from_starting_would_have_failed_too()
    {
        _harness.Handler.On("a", Down).On("b", Down);

        var failure = await Assert.ThrowsAsync<BatchFailedException>(() => _harness.ReturnedAsync(TestEvent.Of("a", "b", "c", "c", "d")));

        Assert.Equal("Of 5 messages of the batch 2 failed, and an outage kept the others from starting (see the log).", failure.Message);

        static Task Down() => throw new DependencyUnavailableException("down");
    }

    [Fact]
    public async Task What_was_not_attempted_as_an_earlier_one_of_its_group_failed_may_be_well()
    {
        _harness.Handler.Fails("a");

        Assert.Equal(["m0", "m1", "m2"], await _harness.ReturnedAsync(TestEvent.Of("a", "b", "c").Fifo("g")));
    }

    [Theory]
    [InlineData(ClaimStatus.InProgress, new[] { "m0", "m1" })]
    [InlineData(ClaimStatus.Completed, new[] { "m0" })]
    [InlineData(ClaimStatus.Refused, new[] { "m0", "m1" })]
    public async Task What_is_in_progress_elsewhere_done_or_without_its_claim_did_not_fail(ClaimStatus status, string[] returned)
    {
        _harness.Store.ClaimResults = results => [results[0], new(status, _harness.Time.GetUtcNow())];
        _harness.Handler.Fails("a");

        Assert.Equal(returned, await _harness.ReturnedAsync(TestEvent.Of("a", "b")));
    }

    [Fact]
    public async Task A_dead_letter_is_done()
    {
        var harness = new Harness { Options = new() { Failures = new() { ThrowOnFullBatchFailure = true, DeadLetters = new RecordingQueue() } } };

        Assert.Empty(await harness.ReturnedAsync(TestEvent.OfBodies("x")));
    }
}
