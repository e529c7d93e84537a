using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Tests.Failures;

namespace SqsLambda.Batch.Tests.Idempotency;

/// <summary>A claim belongs to one invocation, until that must have ended.</summary>
public sealed class LeaseTests
{
    private readonly Harness _harness = new();

    [Fact]
    public async Task A_lease_ends_when_the_invocation_must_have_ended()
    {
        await _harness.ReturnedAsync(Notes.Of("a"), TimeSpan.FromSeconds(12));

        Assert.Equal(TimeSpan.FromSeconds(12), Assert.Single(_harness.Store.ClaimCalls).LeaseDuration);
    }

    [Fact]
    public async Task Every_invocation_is_an_owner_of_its_own_and_settles_as_the_one_that_claimed()
    {
        await _harness.ReturnedAsync(Notes.Of("a", "b"));
        await _harness.ReturnedAsync(Notes.Of("c"));

        string[] claimers = [.. _harness.Store.ClaimCalls.Select(static call => call.Owner)];
        Assert.Equal(2, claimers.Distinct().Count());
        Assert.Equal(claimers, _harness.Store.SettleCalls.Select(static call => call.Owner));
    }

    /// <summary>A record without times, of another writer, counts as held for as long as there are dates.</summary>
    [Fact]
    public async Task A_lease_without_an_end_costs_no_other_message()
    {
        var queue = new RecordingQueue();
        var harness = new Harness { Options = new() { Failures = new() { Visibility = queue } } };
        harness.Store.ClaimResults = static results =>
        [
            new(ClaimStatus.InProgress, TimeSpan.MaxValue),
            new(ClaimStatus.InProgress, TimeSpan.MinValue),
            .. results.Skip(2),
        ];

        Assert.Equal(["m0", "m1"], await harness.ReturnedAsync(Notes.Of("held", "free by now", "c")));

        Assert.Equal(["c"], harness.Handler.Effects);
        Assert.Equal("m1 1", queue.Hidden[1]);
    }

    [Theory]
    [InlineData(SettlementKind.Complete)]
    [InlineData(SettlementKind.Release)]
    public async Task A_lost_lease_is_logged_and_changes_neither_the_answer_nor_the_record(SettlementKind kind)
    {
        var gate = new TaskCompletionSource();
        _harness.Handler.On("a", () => gate.Task);
        Task<string[]> running = _harness.ReturnedAsync(Notes.Of("a"));

        // As if another delivery had taken over: only a clock that runs ahead of this one's can do so before the deadline.
        _harness.Store.SettlementResults = static results => [.. results.Select(static _ => new SettlementResult(SettlementStatus.LeaseLost))];
        if (kind == SettlementKind.Complete)
        {
            gate.SetResult();
        }
        else
        {
            gate.SetException(new InvalidOperationException("It broke."));
        }

        Assert.Equal(kind == SettlementKind.Complete ? [] : ["m0"], await running);
        Assert.Equal(
            $"Warning: Message m0 lost its lease before its record {KeyOf("a")} could be settled ({kind}): another delivery has taken over",
            _harness.Logger.Entries[0]);
        Assert.Single(_harness.Store.SettleCalls);
    }

    [Fact]
    public async Task A_late_success_does_not_complete_the_record_while_another_owner_is_at_work()
    {
        var late = new TaskCompletionSource();
        var next = new TaskCompletionSource();
        _harness.Handler.On("a", () => late.Task);
        Task<string[]> first = _harness.ReturnedAsync(Notes.Of("a"));
        _harness.Time.Advance(Harness.Given);
        Assert.Equal(["m0"], await first);

        _harness.Handler.On("a", () => next.Task);
        Task<string[]> second = _harness.ReturnedAsync(Notes.Of("a"));
        late.SetResult();
        await _harness.Logger.FirstAsync(static entry => entry.Text.Contains("lost its lease", StringComparison.Ordinal));

        Assert.Equal(["m0"], await _harness.ReturnedAsync(Notes.Of("a")));
        next.SetException(new InvalidOperationException("It broke."));
        Assert.Equal(["m0"], await second);
        Assert.Equal(0, _harness.Store.Records);
    }

    [Fact]
    public async Task An_invocation_that_was_killed_blocks_its_messages_until_its_lease_ends_and_no_longer()
    {
        await _harness.Store.ClaimAsync([new(Key("a"), PayloadHash.OfBody("1"u8))], "killed", TimeSpan.FromSeconds(60), CancellationToken.None);

        Assert.Equal(["m0"], await _harness.ReturnedAsync(Notes.Of("a")));
        _harness.Time.Advance(TimeSpan.FromSeconds(60));
        Assert.Empty(await _harness.ReturnedAsync(Notes.Of("a")));
        Assert.Equal(["a"], _harness.Handler.Effects);
    }

    [Fact]
    public async Task A_record_that_expires_lets_the_message_run_again()
    {
        await _harness.ReturnedAsync(Notes.Of("a"));
        _harness.Time.Advance(InMemoryIdempotencyStore.DefaultExpiration);

        Assert.Empty(await _harness.ReturnedAsync(Notes.Of("a")));
        Assert.Equal(["a", "a"], _harness.Handler.Effects);
    }

    private static RecordKey Key(string id) => new("notes", id);

    private static string KeyOf(string id) => $"{Key(id)}";
}
