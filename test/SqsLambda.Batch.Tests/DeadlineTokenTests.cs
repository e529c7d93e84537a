namespace SqsLambda.Batch.Tests;

/// <summary>The token that handlers get, and what they do with it.</summary>
public sealed class DeadlineTokenTests
{
    private readonly Harness _harness = new();

    [Fact]
    public async Task All_handlers_of_a_batch_are_cancelled_at_the_same_time()
    {
        foreach (string id in new[] { "a", "b" })
        {
            _harness.Handler.On(id, static (_, token) => Task.Delay(Timeout.Infinite, token));
        }

        Task<string[]> running = _harness.ReturnedAsync(Notes.Of("a", "b", "c"));
        _harness.Time.Advance(TimeSpan.FromSeconds(29));

        Assert.Equal(["m0", "m1"], await running);
    }

    /// <summary>An exception out of a timer's callback ends the process, and with it every other invocation in it.</summary>
    [Fact]
    public async Task What_a_handlers_own_callback_on_the_token_throws_harms_nobody()
    {
        _harness.Handler
            .On("a", static (_, token) => Task.Delay(Timeout.Infinite, token))
            .On("b", static (_, token) =>
            {
                token.Register(static () => throw new InvalidOperationException("It broke."));
                return Task.Delay(Timeout.Infinite, token);
            });
        Task<string[]> running = _harness.ReturnedAsync(Notes.Of("a", "b", "c"));

        Exception? escaped = Record.Exception(() => _harness.Time.Advance(TimeSpan.FromSeconds(29)));

        Assert.Equal(["m0", "m1"], await running);
        Assert.Null(escaped);
    }

    [Fact]
    public async Task The_token_of_a_batch_that_was_answered_in_time_is_never_cancelled()
    {
        CancellationToken token = default;
        _harness.Handler.On("a", (_, cancellationToken) =>
        {
            token = cancellationToken;
            return Task.CompletedTask;
        });

        await _harness.ReturnedAsync(Notes.Of("a"));
        _harness.Time.Advance(Harness.Given);

        Assert.False(token.IsCancellationRequested);
    }

    [Fact]
    public async Task A_failure_after_the_cancellation_is_a_failure_like_any_other_and_frees_its_claim()
    {
        var gate = new TaskCompletionSource();
        _harness.Handler.On("a", () => gate.Task);
        Task<string[]> running = _harness.ReturnedAsync(Notes.Of("a"));
        _harness.Time.Advance(TimeSpan.FromSeconds(29));

        gate.SetException(new InvalidOperationException("It broke."));

        Assert.Equal(["m0"], await running);
        Assert.Equal(["Error: Message m0 failed (receive count 1): InvalidOperationException: It broke."], _harness.Logger.Entries);
        Assert.Equal(0, _harness.Store.Records);
    }

    [Fact]
    public async Task Claims_that_come_after_the_deadline_are_released_and_nothing_starts()
    {
        _harness.Store.OnClaim = () =>
        {
            _harness.Time.Advance(TimeSpan.FromSeconds(29));
            return Task.CompletedTask;
        };
        _harness.Store.HeedsCancellation = false;

        Assert.Equal(["m0", "m1"], await _harness.ReturnedAsync(Notes.Of("a", "b")));
        Assert.Empty(_harness.Handler.Called);
        Assert.Equal(0, _harness.Store.Records);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nothing_starts_after_the_deadline_though_the_handler_before_completes_in_time(bool isFifo)
    {
        var harness = new Harness { Options = new() { MaxDegreeOfParallelism = 1 } };
        var gate = new TaskCompletionSource();
        harness.Handler.On("a", () => gate.Task);
        TestSqsEvent batch = Notes.Of("a", "b", "c");
        Task<string[]> running = harness.ReturnedAsync(isFifo ? batch.Fifo("g", "g", "h") : batch);

        harness.Time.Advance(TimeSpan.FromSeconds(29));
        gate.SetResult();

        Assert.Equal(["m1", "m2"], await running);
        Assert.Equal(["a"], harness.Handler.Called);
        Assert.Equal(1, harness.Store.Records);
        Assert.All(harness.Logger.Entries, static entry => Assert.EndsWith("The invocation ran out of time before the message could start.", entry, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_late_failure_frees_its_claim_so_that_the_retry_runs_at_once()
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
        gate.SetException(new InvalidOperationException("It broke."));
        await settled.Task.WaitAsync(TimeSpan.FromSeconds(30));

        _harness.Store.SettlementResults = static results => results;
        _harness.Handler.Succeeds("a");
        Assert.Empty(await _harness.ReturnedAsync(Notes.Of("a")));
    }
}
