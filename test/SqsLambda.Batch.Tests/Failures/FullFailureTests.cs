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
        var error = await Record.ExceptionAsync(() => _harness.ReturnedAsync(Notes.Of("a", "b")));

        Assert.Equal(throws ? "All 2 messages of the batch failed (see the log)." : null, error?.Message);
        Assert.Equal(throws, error is BatchFailedException);
    }

    [Fact]
    public async Task What_is_not_valid_and_what_did_not_finish_failed_too()
    {
        _harness.Handler.On("a", static (_, stop) => Task.Delay(Timeout.Infinite, stop));
        Task<string[]> running = _harness.ReturnedAsync(TestSqsEvent.Of(Notes.Body("a"), "x"));
        _harness.Time.Advance(TimeSpan.FromSeconds(29));

        await Assert.ThrowsAsync<BatchFailedException>(() => running);
    }

    [Fact]
    public async Task What_an_outage_kept_from_starting_would_have_failed_too()
    {
        _harness.Handler.On("a", Down).On("b", Down);

        var failure = await Assert.ThrowsAsync<BatchFailedException>(() => _harness.ReturnedAsync(Notes.Of("a", "b", "c", "c", "d")));

        Assert.Equal("2 of 5 messages of the batch failed, and the others were not attempted because of them (see the log).", failure.Message);

        static Task Down() => throw new DependencyUnavailableException("down");
    }

    [Fact]
    public async Task On_a_FIFO_queue_what_was_not_attempted_behind_a_failure_of_its_group_failed_too()
    {
        _harness.Handler.Fails("a", "d");

        var failure = await Assert.ThrowsAsync<BatchFailedException>(
            () => _harness.ReturnedAsync(Notes.Of("a", "b", "c", "d").Fifo("g", "g", "g", "h")));

        Assert.Equal("2 of 4 messages of the batch failed, and the others were not attempted because of them (see the log).", failure.Message);
    }

    [Theory]
    [InlineData("done", new[] { "m1", "m2" })]
    [InlineData("in progress", new[] { "m0", "m1", "m2" })]
    public async Task On_a_FIFO_queue_a_group_whose_first_message_did_not_fail_keeps_the_batch_from_it(string first, string[] returned)
    {
        _harness.Handler.Fails("b");
        _harness.Store.ClaimResults = results => first == "done" ? results : [new(ClaimStatus.InProgress, TimeSpan.FromSeconds(1)), .. results.Skip(1)];

        Assert.Equal(returned, await _harness.ReturnedAsync(Notes.Of("a", "b", "c").Fifo("g")));
    }

    [Theory]
    [InlineData(ClaimStatus.InProgress, new[] { "m0", "m1" })]
    [InlineData(ClaimStatus.Completed, new[] { "m0" })]
    [InlineData(ClaimStatus.Refused, new[] { "m0", "m1" })]
    public async Task What_is_in_progress_elsewhere_done_or_without_its_claim_did_not_fail(ClaimStatus status, string[] returned)
    {
        _harness.Store.ClaimResults = results => [results[0], new(status, TimeSpan.FromSeconds(1))];
        _harness.Handler.Fails("a");

        Assert.Equal(returned, await _harness.ReturnedAsync(Notes.Of("a", "b")));
    }

    [Fact]
    public async Task A_dead_letter_is_done()
    {
        var harness = new Harness { Options = new() { Failures = new() { ThrowOnFullBatchFailure = true, DeadLetters = new RecordingQueue() } } };

        Assert.Empty(await harness.ReturnedAsync(TestSqsEvent.Of("x")));
    }
}
