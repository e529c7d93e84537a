namespace SqsLambda.Batch.Tests;

/// <summary>The function answers before Lambda ends it.</summary>
public sealed class DeadlineTests
{
    private readonly Harness _harness = new() { Options = new() { MaxDegreeOfParallelism = 1 } };

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public async Task Without_time_nothing_is_attempted_and_everything_is_returned(int seconds)
    {
        Assert.Equal(["m0", "m1"], await _harness.ReturnedAsync(Notes.Of("a", "b"), TimeSpan.FromSeconds(seconds)));
        Assert.Empty(_harness.Handler.Called);
        Assert.Empty(_harness.Store.Claims);
        Assert.All(_harness.Logger.Entries, static entry => Assert.Contains("RemainingTime is 0", entry, StringComparison.Ordinal));
    }

    [Fact]
    public async Task More_time_than_a_timer_can_hold_is_survived() =>
        Assert.Empty(await _harness.ReturnedAsync(Notes.Of("a"), TimeSpan.MaxValue));

    [Theory]
    [InlineData(30_000, 29_000)]
    [InlineData(3_000, 2_700)]
    public async Task Work_stops_a_second_or_a_tenth_before_the_end(int givenMs, int stopMs)
    {
        CancellationToken token = default;
        _harness.Handler.On("a", (_, cancellationToken) => Task.Delay(Timeout.Infinite, token = cancellationToken));
        Task<string[]> running = _harness.ReturnedAsync(Notes.Of("a", "b"), TimeSpan.FromMilliseconds(givenMs));

        _harness.Time.Advance(TimeSpan.FromMilliseconds(stopMs - 1));
        Assert.False(token.IsCancellationRequested);

        _harness.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(token.IsCancellationRequested);
        Assert.Equal(["m0", "m1"], await running);
        Assert.Equal(["a"], _harness.Handler.Called);
        Assert.Equal(
            [
                "Error: Message m0 failed (receive count 1): The handler did not finish before the invocation had to answer.",
                "Warning: Message m1 was not attempted (receive count 1): The invocation ran out of time before the message could start.",
            ],
            _harness.Logger.Entries);
    }

    /// <summary>Nothing else looks at the clock before all bodies are read.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_slow_reader_or_key_ends_with_the_time_and_the_rest_is_returned(bool isReader)
    {
        int calls = 0;
        Harness harness = null!;
        harness = new Harness { Key = (note, _) => isReader ? note.Id : Slow(note.Id) };
        harness.Handler.Validation = note => isReader ? Slow(null) : null;

        Assert.Equal(["m0", "m1", "m2", "m3", "m4"], await harness.ReturnedAsync(Notes.Of("a", "b", "c", "d", "e")));

        Assert.Equal(3, calls);
        Assert.Empty(harness.Handler.Called);
        Assert.Equal(5, harness.Logger.Entries.Count(static entry => entry.Contains("ran out of time", StringComparison.Ordinal)));

        string? Slow(string? result)
        {
            calls++;
            harness.Time.Advance(TimeSpan.FromSeconds(10));
            return result;
        }
    }

    [Fact]
    public async Task A_handler_that_completes_after_the_cancellation_and_in_time_is_done()
    {
        var gate = new TaskCompletionSource();
        _harness.Handler.On("a", () => gate.Task);
        Task<string[]> running = _harness.ReturnedAsync(Notes.Of("a"));
        _harness.Time.Advance(TimeSpan.FromSeconds(29));

        gate.SetResult();

        Assert.Empty(await running);
        Assert.Empty(await _harness.ReturnedAsync(Notes.Of("a")));
        Assert.Equal(["a"], _harness.Handler.Effects);
    }

    [Fact]
    public async Task A_handler_that_never_ends_is_returned_and_keeps_its_lease_and_what_never_started_is_free()
    {
        _harness.Handler.On("a", static () => new TaskCompletionSource().Task);
        Task<string[]> running = _harness.ReturnedAsync(Notes.Of("done", "a", "b"));

        _harness.Time.Advance(TimeSpan.FromSeconds(29));
        _harness.Time.Advance(TimeSpan.FromMilliseconds(500));

        Assert.Equal(["m1", "m2"], await running);
        _harness.Handler.Succeeds("a");
        Assert.Equal(["m0"], await _harness.ReturnedAsync(Notes.Of("a", "b")));
        _harness.Time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.Empty(await _harness.ReturnedAsync(Notes.Of("a", "b")));
        Assert.Equal(["done", "b", "a"], _harness.Handler.Effects);
    }

    [Fact]
    public async Task A_handler_that_completes_after_the_answer_still_completes_its_record()
    {
        var gate = new TaskCompletionSource();
        _harness.Handler.On("a", () => gate.Task);
        Task<string[]> running = _harness.ReturnedAsync(Notes.Of("a"));
        _harness.Time.Advance(TimeSpan.FromSeconds(29.5));
        Assert.Equal(["m0"], await running);

        var settled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _harness.Store.SettlementResults = results =>
        {
            settled.SetResult();
            return results;
        };
        gate.SetResult();
        await settled.Task.WaitAsync(TimeSpan.FromSeconds(30));

        _harness.Time.Advance(TimeSpan.FromSeconds(60));
        Assert.Empty(await _harness.ReturnedAsync(Notes.Of("a")));
        Assert.Equal(["a"], _harness.Handler.Called);
    }

    [Fact]
    public async Task A_cancelled_handler_may_have_had_its_effect_so_its_claim_is_left_to_its_lease()
    {
        _harness.Handler.On("a", static (_, cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken));
        Task<string[]> running = _harness.ReturnedAsync(Notes.Of("a"));
        _harness.Time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(["m0"], await running);

        Assert.Empty(_harness.Store.Settlements);
        Assert.Equal(1, _harness.Store.Records);
    }

    [Fact]
    public async Task On_FIFO_what_is_behind_an_unfinished_message_is_returned_untouched()
    {
        var harness = new Harness();
        harness.Handler.On("a1", static () => new TaskCompletionSource().Task);
        Task<string[]> running = harness.ReturnedAsync(Notes.Of("a1", "a2", "b1").Fifo("a", "a", "b"));

        harness.Time.Advance(TimeSpan.FromSeconds(29.5));

        Assert.Equal(["m0", "m1"], await running);
        Assert.Equal(["a1", "b1"], harness.Handler.Called);
    }
}
