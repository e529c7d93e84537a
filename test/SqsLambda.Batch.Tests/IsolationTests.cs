namespace SqsLambda.Batch.Tests;

/// <summary>What one message does is no other message's concern.</summary>
public sealed class IsolationTests
{
    private static readonly AsyncLocal<string?> Scope = new();

    private readonly Harness _harness = new() { Options = new() { MaxDegreeOfParallelism = 1 } };

    [Fact]
    public async Task What_a_handler_leaves_in_its_asynchronous_context_does_not_reach_the_next_message()
    {
        string? seen = null;
        _harness.Handler
            .On("a", static () =>
            {
                Scope.Value = "a";
                return Task.CompletedTask;
            })
            .On("b", () =>
            {
                seen = Scope.Value;
                return Task.CompletedTask;
            });

        await _harness.ReturnedAsync(Notes.Of("a", "b"));

        Assert.Null(seen);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_exception_whose_text_throws_costs_one_message(bool isInner)
    {
        Exception exception = isInner ? new InvalidOperationException("It broke.", new UnspeakableException()) : new UnspeakableException();
        _harness.Handler.On("a", () => Task.FromException(exception));

        Assert.Equal(["m0"], await _harness.ReturnedAsync(Notes.Of("a", "b")));
        Assert.Equal(["b"], _harness.Handler.Effects);
    }

    [Fact]
    public async Task A_long_exception_does_not_flood_the_log()
    {
        _harness.Handler.On("a", static () => throw new FormatException(new string('x', 100_000)));

        await _harness.ReturnedAsync(Notes.Of("a"));

        Assert.InRange(_harness.Logger.Everything.Length, 1_000, 5_000);
    }

    [Fact]
    public async Task On_FIFO_a_copy_behind_an_unfinished_message_of_its_group_is_returned_at_the_deadline_too()
    {
        _harness.Handler.On("b", static (_, token) => Task.Delay(Timeout.Infinite, token));
        Task<string[]> running = _harness.ReturnedAsync(Notes.Of("a", "b", "a").Fifo("g"));

        _harness.Time.Advance(TimeSpan.FromSeconds(29));

        Assert.Equal(["m1", "m2"], await running);
    }

    [Fact]
    public async Task A_completion_is_retried_for_as_long_as_there_is_time()
    {
        DateTimeOffset up = _harness.Time.GetUtcNow() + TimeSpan.FromSeconds(10);
        _harness.Time.Patience = TimeSpan.FromSeconds(2);
        _harness.Store.OnSettle = () => _harness.Time.GetUtcNow() < up ? throw new TimeoutException("The store is down.") : Task.CompletedTask;

        Assert.Empty(await _harness.ReturnedAsync(Notes.Of("a"), TimeSpan.FromMinutes(10)));
        Assert.Empty(_harness.Logger.Entries);
    }

    private sealed class UnspeakableException : Exception
    {
        public override string Message => throw new InvalidOperationException("It broke.");
    }
}
