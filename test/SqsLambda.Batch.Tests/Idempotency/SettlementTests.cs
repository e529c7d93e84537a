using Amazon.Lambda.SQSEvents;
using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Batch.Tests.Idempotency;

/// <summary>How claims end.</summary>
public sealed class SettlementTests
{
    private readonly Harness _harness = new();

    /// <summary>The longest that a retry waits is 1.6 s; the deadline is far above.</summary>
    public SettlementTests() => _harness.Time.Patience = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Ten_messages_whose_handlers_never_wait_cost_one_claim_call_and_one_settle_call()
    {
        Assert.Empty(await _harness.ReturnedAsync(Notes.Of(Enumerable.Range(0, 10).Select(static number => $"{number}"))));

        Assert.Equal([10], _harness.Store.Claims);
        Assert.Equal([10], _harness.Store.Settlements.Select(static call => call.Length));
        Assert.All(_harness.Store.Settlements[0], static settlement => Assert.Equal(SettlementKind.Complete, settlement.Kind));
    }

    [Fact]
    public async Task A_failure_releases_its_claim_so_that_the_retry_runs_at_once()
    {
        _harness.Handler.Fails("a");
        await _harness.ReturnedAsync(Notes.Of("a", "b"));

        Assert.Equal(
            [SettlementKind.Release, SettlementKind.Complete],
            _harness.Store.Settlements.SelectMany(static call => call).Select(static settlement => settlement.Kind));

        _harness.Handler.Succeeds("a");
        Assert.Empty(await _harness.ReturnedAsync(Notes.Of("a")));
        Assert.Equal(["b", "a"], _harness.Handler.Effects);
    }

    [Fact]
    public async Task A_finished_message_does_not_wait_for_an_unfinished_one()
    {
        var gate = new TaskCompletionSource();
        _harness.Handler.On("slow", () => gate.Task);

        Task<string[]> running = _harness.ReturnedAsync(Notes.Of("fast", "slow"));

        Assert.Empty(_harness.Store.Settlements);
        _harness.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Single(Assert.Single(_harness.Store.Settlements));
        gate.SetResult();
        Assert.Empty(await running);
    }

    [Fact]
    public Task What_finishes_while_a_write_is_under_way_goes_with_the_next_one() => Harness.OffContextAsync(async () =>
    {
        var write = new TaskCompletionSource();
        var gates = Enumerable.Range(0, 5).Select(static _ => new TaskCompletionSource()).ToArray();
        foreach (int number in Enumerable.Range(0, 5))
        {
            _harness.Handler.On($"{number}", () => gates[number].Task);
        }

        _harness.Store.OnSettle = () => write.Task;
        Task<string[]> running = _harness.ReturnedAsync(Notes.Of("0", "1", "2", "3", "4"));

        foreach (TaskCompletionSource gate in gates[..2])
        {
            gate.SetResult();
        }

        _harness.Time.Advance(TimeSpan.FromMilliseconds(1));
        foreach (TaskCompletionSource gate in gates[2..])
        {
            gate.SetResult();
        }

        write.SetResult();
        Assert.Empty(await running);
        Assert.Equal([2, 3], _harness.Store.Settlements.Select(static call => call.Length));
    });

    [Fact]
    public Task Handlers_that_end_one_after_the_other_within_a_millisecond_cost_one_settle_call() => Harness.OffContextAsync(async () =>
    {
        var gates = Enumerable.Range(0, 10).Select(static _ => new TaskCompletionSource()).ToArray();
        foreach (int number in Enumerable.Range(0, 10))
        {
            _harness.Handler.On($"{number}", () => gates[number].Task);
        }

        Task<string[]> running = _harness.ReturnedAsync(Notes.Of(Enumerable.Range(0, 10).Select(static number => $"{number}")));
        foreach (TaskCompletionSource gate in gates)
        {
            _harness.Time.Advance(TimeSpan.FromMicroseconds(99));
            gate.SetResult();
        }

        Assert.Empty(await running);
        Assert.Equal([10], _harness.Store.Settlements.Select(static call => call.Length));
    });

    [Theory]
    [InlineData(60, "50 10")]
    [InlineData(50, "50")]
    [InlineData(24, "24")]
    public async Task Where_the_store_writes_a_number_at_once_full_calls_go_first_and_the_rest_a_millisecond_later(int count, string written)
    {
        var gate = new TaskCompletionSource();
        _harness.Handler.On("slow", () => gate.Task);
        _harness.Store.MaxSettlementsPerCall = 25;
        Task<string[]> running = _harness.ReturnedAsync(Notes.Of([.. Enumerable.Range(0, count).Select(static number => $"{number}"), "slow"]));

        _harness.Time.Advance(TimeSpan.FromMilliseconds(1));
        _harness.Time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(written, string.Join(' ', _harness.Store.Settlements.Select(static call => call.Length)));
        gate.SetResult();
        Assert.Empty(await running);
        Assert.Equal(count + 1, _harness.Store.Settlements.Sum(static call => call.Length));
    }

    [Fact]
    public async Task What_the_answer_waits_for_is_written_at_once_however_little_it_is()
    {
        _harness.Store.MaxSettlementsPerCall = 25;

        Assert.Empty(await _harness.ReturnedAsync(Notes.Of(Enumerable.Range(0, 60).Select(static number => $"{number}"))));

        Assert.Equal([60], _harness.Store.Settlements.Select(static call => call.Length));
    }

    [Fact]
    public async Task What_is_refused_after_the_answer_gave_it_up_is_logged_once()
    {
        var write = new TaskCompletionSource();
        _harness.Store.OnSettle = () => write.Task;
        Task<string[]> running = _harness.ReturnedAsync(Notes.Of("a"));
        _harness.Time.Advance(Harness.Given);
        Assert.Empty(await running);

        _harness.Store.SettlementResults = static _ => [new(SettlementStatus.Refused, "no permission")];
        write.SetResult();

        Assert.Single(_harness.Logger.Entries);
    }

    [Fact]
    public Task A_settlement_that_stays_unavailable_does_not_hold_back_what_ends_later() => Harness.OffContextAsync(async () =>
    {
        var gates = new Dictionary<string, TaskCompletionSource> { ["b"] = new(), ["c"] = new() };
        foreach ((string id, TaskCompletionSource gate) in gates)
        {
            _harness.Handler.On(id, () => gate.Task);
        }

        _harness.Time.Patience = TimeSpan.Zero;
        RecordKey? first = null;
        _harness.Store.SettlementResults = results =>
        {
            Settlement[] asked = _harness.Store.Settlements[^1];
            first ??= asked[0].Key;
            return [.. results.Select((result, index) => asked[index].Key == first ? new(SettlementStatus.Unavailable, "throttled") : result)];
        };
        Task<string[]> running = _harness.ReturnedAsync(Notes.Of("a", "b", "c"));

        foreach (TaskCompletionSource gate in gates.Values)
        {
            // By now the first one waits for its next turn, which comes later and later.
            _harness.Time.Advance(TimeSpan.FromSeconds(3));
            int callsBefore = _harness.Store.Settlements.Count;
            gate.SetResult();
            _harness.Time.Advance(TimeSpan.FromMilliseconds(1));

            Settlement[] written = Assert.Single(_harness.Store.Settlements.Skip(callsBefore));
            Assert.NotEqual(first, Assert.Single(written, each => each.Key != first).Key);
        }

        _harness.Time.Advance(Harness.Given);
        Assert.Empty(await running);
        Assert.Contains(" of message m0 could not be settled: throttled", Assert.Single(_harness.Logger.Entries), StringComparison.Ordinal);
    });

    [Fact]
    public Task While_the_store_is_down_what_ends_waits_for_the_retry_of_what_ended_before() => Harness.OffContextAsync(async () =>
    {
        var gate = new TaskCompletionSource();
        var lastGate = new TaskCompletionSource();
        _harness.Handler.On("b", () => gate.Task).On("c", () => lastGate.Task);
        _harness.Time.Patience = TimeSpan.Zero;
        bool isDown = true;
        _harness.Store.OnSettle = () => isDown ? throw new TimeoutException("The store is down.") : Task.CompletedTask;
        Task<string[]> running = _harness.ReturnedAsync(Notes.Of("a", "b", "c"));

        _harness.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Single(_harness.Store.Settlements);
        isDown = false;
        gate.SetResult();
        _harness.Time.Advance(TimeSpan.FromMilliseconds(5));
        Assert.Single(_harness.Store.Settlements);

        _harness.Time.Advance(TimeSpan.FromMilliseconds(25));
        Assert.Equal([1, 2], _harness.Store.Settlements.Select(static call => call.Length));
        lastGate.SetResult();
        Assert.Empty(await running);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_finished_message_does_not_wait_for_a_handler_that_blocks_its_thread(bool isFifo)
    {
        using var blocked = new ManualResetEventSlim();
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _harness.Handler.On("b", () =>
        {
            started.SetResult();
            blocked.Wait(TimeSpan.FromSeconds(30));
            return Task.CompletedTask;
        });
        TestSqsEvent batch = Notes.Of("a", "b");
        Task<string[]> running = Task.Run(() => _harness.ReturnedAsync(isFifo ? batch.Fifo("g") : batch));
        await started.Task.WaitAsync(TimeSpan.FromSeconds(30));

        _harness.Time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Single(Assert.Single(_harness.Store.Settlements));
        blocked.Set();
        Assert.Empty(await running);
    }

    [Fact]
    public async Task A_completion_that_cannot_be_written_is_retried()
    {
        int calls = 0;
        _harness.Store.OnSettle = () => ++calls < 3 ? throw new TimeoutException("The store is slow.") : Task.CompletedTask;

        Assert.Empty(await _harness.ReturnedAsync(Notes.Of("a")));
        Assert.Equal(3, calls);
        Assert.Empty(_harness.Logger.Entries);
        Assert.Empty(await _harness.ReturnedAsync(Notes.Of("a")));
        Assert.Equal(["a"], _harness.Handler.Effects);
    }

    /// <summary>The later it gets the shorter are the waits, so that none is longer than what is left.</summary>
    [Fact]
    public async Task A_completion_is_tried_as_long_as_there_is_time_for_another_attempt()
    {
        var harness = new Harness();
        TimeSpan given = TimeSpan.FromSeconds(1);
        harness.Time.Patience = given / 2; // the longest wait for a retry, and less than the wait for the answer
        DateTimeOffset recovers = harness.Time.GetUtcNow() + (given * 0.9);
        harness.Store.OnSettle = () => harness.Time.GetUtcNow() < recovers ? throw new InvalidOperationException("down") : Task.CompletedTask;

        Assert.Empty(await harness.ReturnedAsync(Notes.Of("a"), given));

        Assert.Empty(harness.Logger.Entries);
    }

    [Fact]
    public async Task What_fails_for_the_first_time_while_others_wait_for_their_retry_is_not_given_up()
    {
        string[] ids = [.. Enumerable.Range(0, 30).Select(static number => $"{number}")];
        var harness = new Harness { Options = new() { MaxDegreeOfParallelism = 1 } };
        DateTimeOffset recovers = harness.Time.GetUtcNow() + TimeSpan.FromMilliseconds(400);
        harness.Store.SettlementResults = results => harness.Time.GetUtcNow() < recovers
            ? [.. results.Select(static _ => new SettlementResult(SettlementStatus.Unavailable, "throttled"))]
            : results;
        foreach (string id in ids)
        {
            harness.Handler.On(id, () =>
            {
                harness.Time.Advance(TimeSpan.FromMilliseconds(15));
                return Task.CompletedTask;
            });
        }

        Assert.Empty(await harness.ReturnedAsync(Notes.Of(ids), TimeSpan.FromSeconds(1)));

        Assert.Equal(ids, harness.Handler.Effects);
        Assert.Empty(harness.Logger.Entries);
    }

    [Fact]
    public async Task Only_what_the_store_could_not_settle_is_retried()
    {
        int calls = 0;
        _harness.Store.SettlementResults = results =>
            ++calls == 1 ? [.. results.Select(static (result, index) => index == 1 ? new SettlementResult(SettlementStatus.Unavailable) : result)] : results;

        Assert.Empty(await _harness.ReturnedAsync(Notes.Of("a", "b", "c")));
        Assert.Equal([3, 1], _harness.Store.Settlements.Select(static call => call.Length));
    }

    [Fact]
    public async Task What_the_store_refuses_is_logged_with_its_reason_and_not_asked_again()
    {
        _harness.Store.SettlementResults = static results => [new(SettlementStatus.Refused, "no permission"), .. results.Skip(1)];

        Assert.Empty(await _harness.ReturnedAsync(Notes.Of("a", "b")));

        Assert.Single(_harness.Store.Settlements);
        Assert.EndsWith(" of message m0 could not be settled: no permission", Assert.Single(_harness.Logger.Entries), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_write_that_hangs_is_given_half_of_the_time_that_is_left_and_made_again()
    {
        int calls = 0;
        _harness.Store.HeedsCancellation = true;
        _harness.Store.OnSettle = () => ++calls == 1 ? new TaskCompletionSource().Task : Task.CompletedTask;
        Task<string[]> running = _harness.ReturnedAsync(Notes.Of("a"));

        _harness.Time.Advance(TimeSpan.FromMilliseconds(29_750 / 2));

        Assert.Empty(await running);
        Assert.Equal(2, calls);
        Assert.Empty(_harness.Logger.Entries);
    }

    [Fact]
    public async Task A_message_that_is_done_is_acknowledged_though_its_completion_cannot_be_written()
    {
        _harness.Store.OnSettle = static () => throw new TimeoutException("The store is down.");

        Assert.Empty(await _harness.ReturnedAsync(Notes.Of("a")));
        string entry = Assert.Single(_harness.Logger.Entries);
        Assert.StartsWith("Error: The idempotency record ", entry, StringComparison.Ordinal);
        Assert.Contains(" of message m0 could not be settled: ", entry, StringComparison.Ordinal);
        Assert.InRange(_harness.Store.Settlements.Count, 22, 45);
    }

    [Theory]
    [InlineData(30)]
    [InlineData(900)]
    public async Task A_release_that_cannot_be_written_is_tried_once_more_and_then_left_to_its_lease(int givenSeconds)
    {
        _harness.Handler.Fails("a");
        _harness.Store.OnSettle = static () => throw new TimeoutException("The store is down.");
        DateTimeOffset started = _harness.Time.GetUtcNow();

        Assert.Equal(["m0"], await _harness.ReturnedAsync(Notes.Of("a"), TimeSpan.FromSeconds(givenSeconds)));

        Assert.Equal([1, 1], _harness.Store.Settlements.Select(static call => call.Length));
        Assert.InRange(_harness.Time.GetUtcNow() - started, TimeSpan.Zero, TimeSpan.FromMilliseconds(50));
        Assert.Contains(" of message m0 could not be settled: ", _harness.Logger.Entries[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_completion_is_tried_again_without_the_release_that_failed_beside_it()
    {
        int calls = 0;
        _harness.Handler.Fails("a");
        _harness.Store.OnSettle = () => ++calls < 5 ? throw new TimeoutException("The store is down.") : Task.CompletedTask;

        Assert.Equal(["m0"], await _harness.ReturnedAsync(Notes.Of("a", "b")));

        Assert.Equal([2, 2, 1, 1, 1], _harness.Store.Settlements.Select(static call => call.Length));
        Assert.Equal(SettlementKind.Complete, _harness.Store.Settlements[^1][0].Kind);
        Assert.Single(_harness.Logger.Entries, static entry => entry.Contains("could not be settled", StringComparison.Ordinal));
    }

    [Fact]
    public Task What_ends_after_a_release_was_left_to_its_lease_is_written_at_once() => Harness.OffContextAsync(async () =>
    {
        var gate = new TaskCompletionSource();
        int calls = 0;
        _harness.Handler.Fails("a").On("b", () => gate.Task).On("c", static () => new TaskCompletionSource().Task);
        _harness.Time.Patience = TimeSpan.Zero;
        _harness.Store.OnSettle = () => ++calls < 3 ? throw new TimeoutException("The store is down.") : Task.CompletedTask;
        Task<string[]> running = _harness.ReturnedAsync(Notes.Of("a", "b", "c"));
        _harness.Time.Advance(TimeSpan.FromMilliseconds(1));
        _harness.Time.Advance(TimeSpan.FromMilliseconds(25));
        Assert.Contains("could not be settled", Assert.Single(_harness.Logger.Entries), StringComparison.Ordinal);

        gate.SetResult();
        _harness.Time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(SettlementKind.Complete, Assert.Single(_harness.Store.Settlements[^1]).Kind);
        Assert.Equal(3, calls);
        _harness.Time.Advance(Harness.Given);
        Assert.Equal(["m0", "m2"], await running);
    });

    [Fact]
    public async Task A_release_that_hangs_keeps_the_answer_no_longer_than_the_margin()
    {
        var triedAgain = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int calls = 0;
        _harness.Handler.Fails("a");
        _harness.Store.HeedsCancellation = true;
        _harness.Store.OnSettle = () =>
        {
            if (++calls == 2)
            {
                triedAgain.SetResult();
            }

            return new TaskCompletionSource().Task;
        };
        Task<string[]> running = _harness.ReturnedAsync(Notes.Of("a"), TimeSpan.FromMinutes(15));

        _harness.Time.Advance(TimeSpan.FromMilliseconds(500));
        await triedAgain.Task.WaitAsync(TimeSpan.FromSeconds(30));
        _harness.Time.Advance(TimeSpan.FromMilliseconds(500));

        Assert.Equal(["m0"], await running);
        Assert.Equal(2, calls);
    }

    [Fact]
    public Task A_store_that_never_answers_a_settlement_is_asked_as_long_as_there_is_time_and_does_not_keep_the_answer() => Harness.OffContextAsync(async () =>
    {
        _harness.Time.Patience = TimeSpan.Zero;
        _harness.Store.OnSettle = static () => new TaskCompletionSource().Task;
        DateTimeOffset started = _harness.Time.GetUtcNow();

        Task<SQSBatchResponse> running = _harness.StartAsync(Notes.Of("a"));
        while (!running.IsCompleted)
        {
            _harness.Time.Advance(TimeSpan.FromMilliseconds(50));
        }

        Assert.Empty(Harness.Ids(await running));
        Assert.InRange(_harness.Time.GetUtcNow() - started, TimeSpan.FromSeconds(29), TimeSpan.FromSeconds(29.75));
        Assert.InRange(_harness.Store.SettleCalls.Count, 6, 20);
    });
}
