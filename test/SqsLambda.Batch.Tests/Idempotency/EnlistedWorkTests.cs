using SqsLambda.Batch.Failures;
using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Batch.Tests.Idempotency;

/// <summary>Work that a handler enlists in the completion of its message: the outcome follows from the completion.</summary>
public sealed class EnlistedWorkTests
{
    private Harness _harness = new();

    public EnlistedWorkTests() => _harness.Time.Patience = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Ten_messages_with_work_cost_one_claim_call_and_one_settle_call()
    {
        string[] ids = [.. Enumerable.Range(0, 10).Select(static number => $"{number}")];
        Enlist(ids);

        Assert.Empty(await _harness.ReturnedAsync(Notes.Of(ids)));

        Assert.Equal([10], _harness.Store.Claims);
        Assert.Equal([10], _harness.Store.Settlements.Select(static call => call.Length));
        Assert.Equal(ids, _harness.Store.WorkDone);
    }

    [Fact]
    public async Task What_a_handler_enlists_goes_with_its_completion_in_its_order()
    {
        _harness.Handler.On("a", static (context, _) =>
        {
            context.EnlistWork("one");
            context.EnlistWork("two");
            return Task.CompletedTask;
        });

        Assert.Empty(await _harness.ReturnedAsync(Notes.Of("a", "b")));

        Settlement[] settlements = Assert.Single(_harness.Store.Settlements);
        Assert.Equal(["one", "two"], settlements[0].Work);
        Assert.Null(settlements[1].Work);
        Assert.Equal(["one", "two"], _harness.Handler.Contexts["a"].EnlistedWork);
    }

    [Fact]
    public async Task Work_of_a_handler_that_fails_is_not_done()
    {
        _harness.Handler.On("a", static (context, _) =>
        {
            context.EnlistWork("work");
            throw new InvalidOperationException("It broke.");
        });

        Assert.Equal(["m0"], await _harness.ReturnedAsync(Notes.Of("a")));

        Assert.Empty(_harness.Store.WorkDone);
        Assert.Equal(SettlementKind.Release, Assert.Single(Assert.Single(_harness.Store.Settlements)).Kind);
    }

    [Fact]
    public async Task A_store_that_cannot_do_it_fails_the_message_in_one_line_and_frees_its_claim()
    {
        UseStoreWithoutWork();
        Enlist("a");

        Assert.Equal(["m0"], await _harness.ReturnedAsync(Notes.Of("a", "b")));

        Assert.Equal(
            "Error: Message m0 failed (receive count 1): InvalidOperationException: Nothing can be enlisted, because the idempotency store cannot do it. Use one "
                + "that can, such as a DynamoDB table (IDEMPOTENCY_TABLE).",
            Assert.Single(_harness.Logger.Entries));
        _harness.Handler.Succeeds("a");
        Assert.Empty(await _harness.ReturnedAsync(Notes.Of("a")));
    }

    [Theory]
    [InlineData(ClaimStatus.Completed, new string[0], new[] { "Warning: Message m0 lost its lease" })]
    [InlineData(ClaimStatus.InProgress, new[] { "m0" }, new[] { "Warning: Message m0 lost its lease", "Information: Message m0 is in progress in another invocation" })]
    [InlineData(null, new[] { "m0" }, new[] { "Warning: Message m0 lost its lease", "Error: Message m0 failed (receive count 1): Its claim was gone" })]
    public async Task After_a_lost_lease_the_outcome_is_what_the_record_says(ClaimStatus? found, string[] returned, string[] logged)
    {
        Enlist("a");
        ClaimResult? state = found is { } status ? new(status, TimeSpan.FromSeconds(5)) : null;
        _harness.Store.SettlementResults = _ => [new(SettlementStatus.LeaseLost, Found: state)];

        Assert.Equal(returned, await _harness.ReturnedAsync(Notes.Of("a")));

        Assert.Equal(logged.Length, _harness.Logger.Entries.Count);
        Assert.All(logged.Zip(_harness.Logger.Entries), static line => Assert.StartsWith(line.First, line.Second, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_completion_that_the_store_could_not_answer_is_retried_with_the_same_work()
    {
        Enlist("a");
        int calls = 0;
        _harness.Store.SettlementResults = results => ++calls == 1 ? [new(SettlementStatus.Unavailable, "it throttles")] : results;

        Assert.Empty(await _harness.ReturnedAsync(Notes.Of("a")));

        Settlement[][] settlements = [.. _harness.Store.Settlements];
        Assert.Equal(2, settlements.Length);
        Assert.Same(settlements[0][0].Work, settlements[1][0].Work);
    }

    [Fact]
    public Task A_message_whose_work_is_not_confirmed_in_time_is_returned_and_its_claim_stays() => Harness.OffContextAsync(async () =>
    {
        Enlist("a");
        var never = new TaskCompletionSource();
        _harness.Store.OnSettle = () => never.Task;

        Task<string[]> running = _harness.ReturnedAsync(Notes.Of("a"));

        Assert.Equal(["m0"], await DriveAsync(running, TimeSpan.FromMilliseconds(100)));
        Assert.Contains(
            "Error: Message m0 failed (receive count 1): Its enlisted work is not confirmed, and the next delivery finds out whether it was done: the store did not "
                + "answer in time.",
            _harness.Logger.Entries);
        Assert.DoesNotContain(_harness.Logger.Entries, static entry => entry.Contains("could not be settled", StringComparison.Ordinal));
        Assert.DoesNotContain(_harness.Store.Settlements, static call => call[0].Kind == SettlementKind.Release);
    });

    [Fact]
    public Task A_confirmation_that_comes_after_the_handlers_must_stop_still_counts() => Harness.OffContextAsync(async () =>
    {
        Enlist("a");
        var gate = new TaskCompletionSource();
        _harness.Store.OnSettle = () => gate.Task;
        Task<string[]> running = _harness.ReturnedAsync(Notes.Of("a"), TimeSpan.FromSeconds(10));

        // The margin is a second: no handler is waited for in its second half, settlements are in its third quarter.
        _harness.Time.Advance(TimeSpan.FromSeconds(9.6));
        Assert.False(running.IsCompleted);
        gate.SetResult();

        Assert.Empty(await DriveAsync(running, TimeSpan.FromMilliseconds(10)));
    });

    [Fact]
    public Task The_next_message_of_a_group_starts_when_the_work_of_the_earlier_one_is_done() => Harness.OffContextAsync(async () =>
    {
        Enlist("a", "b");
        var gate = new TaskCompletionSource();
        _harness.Store.OnSettle = () => gate.Task;

        Task<string[]> running = _harness.ReturnedAsync(Notes.Of("a", "b", "c").Fifo("g", "g", "h"));
        _harness.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(["a", "c"], _harness.Handler.Called);

        gate.SetResult();
        _harness.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Empty(await running);
        Assert.Equal(["a", "c", "b"], _harness.Handler.Called);
        Assert.Equal(["a", "b"], _harness.Store.WorkDone);
    });

    [Fact]
    public Task Work_that_is_refused_ends_its_group() => Harness.OffContextAsync(async () =>
    {
        Enlist("a");
        RefuseFirst();

        Task<string[]> running = _harness.ReturnedAsync(Notes.Of("a", "b", "c").Fifo("g", "g", "h"));

        Assert.Equal(["m0", "m1"], await DriveAsync(running, TimeSpan.FromMilliseconds(1)));
        Assert.Equal(["a", "c"], _harness.Handler.Called.Order());
    });

    [Fact]
    public async Task Work_that_is_refused_fails_its_message_with_the_reason_and_frees_the_claim()
    {
        Enlist("a");
        RefuseFirst();

        Assert.Equal(["m0"], await _harness.ReturnedAsync(Notes.Of("a", "b")));

        Assert.Equal(
            "Error: Message m0 failed (receive count 1): Its enlisted work was not done: the reason.", Assert.Single(_harness.Logger.Entries));
        Assert.Equal(SettlementKind.Release, Assert.Single(_harness.Store.Settlements[^1]).Kind);
    }

    [Fact]
    public async Task Messages_with_the_same_key_share_the_outcome_of_the_work()
    {
        Enlist("a");
        RefuseFirst();

        Assert.Equal(["m0", "m1"], await _harness.ReturnedAsync(Notes.Of("a", "a")));

        Assert.Equal(["a"], _harness.Handler.Called);
    }

    [Fact]
    public async Task The_reason_why_work_is_not_confirmed_is_in_the_log()
    {
        Enlist("a");
        _harness.Store.SettlementResults = static results => [.. results.Select(static _ => new SettlementResult(SettlementStatus.Unavailable, "the table throttles"))];

        Assert.Equal(["m0"], await _harness.ReturnedAsync(Notes.Of("a")));

        Assert.Contains(_harness.Logger.Entries, static entry => entry.EndsWith("whether it was done: the table throttles.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_dead_letter_does_not_wait_for_work_that_is_not_confirmed()
    {
        var queue = new LetterBox();
        var harness = new Harness { Options = new() { Failures = new() { DeadLetters = queue } } };
        harness.Time.Patience = TimeSpan.FromSeconds(2);
        harness.Handler.On("a", static (context, _) => Enlist(context, "a")).On("b", static () => throw new PermanentFailureException("Never."));
        harness.Store.SettlementResults = static results => [.. results.Select(static _ => new SettlementResult(SettlementStatus.Unavailable))];

        Assert.Equal(["m0"], await harness.ReturnedAsync(Notes.Of("a", "b"), TimeSpan.FromSeconds(4)));

        Assert.Equal(["m1"], queue.Letters);
    }

    [Fact]
    public async Task A_success_with_work_between_two_outages_keeps_the_breaker_closed()
    {
        var harness = new Harness { Options = new() { MaxDegreeOfParallelism = 1, Failures = new() { StopAfterConsecutiveOutages = 2 } } };
        foreach (string down in (string[])["a", "c"])
        {
            harness.Handler.On(down, static () => throw new DependencyUnavailableException("It is down."));
        }

        foreach (string up in (string[])["b", "d"])
        {
            harness.Handler.On(up, (context, _) => Enlist(context, up));
        }

        Assert.Equal(["m0", "m2"], await harness.ReturnedAsync(Notes.Of("a", "b", "c", "d")));
    }

    [Fact]
    public async Task A_message_without_a_claim_cannot_enlist()
    {
        var harness = new Harness { StoreFailurePolicy = StoreFailurePolicy.Process };
        harness.Store.OnClaim = static () => throw new TimeoutException("The store is down.");
        harness.Handler.On("a", static (context, _) => Enlist(context, "a"));

        Assert.Equal(["m0"], await harness.ReturnedAsync(Notes.Of("a", "b")));

        Assert.Contains(
            "Error: Message m0 failed (receive count 1): InvalidOperationException: Nothing can be enlisted, because the message runs without a claim: the "
                + "idempotency store is down, and its policy is Process.",
            harness.Logger.Entries);
        Assert.Empty(harness.Store.WorkDone);
    }

    [Fact]
    public async Task Without_idempotency_nothing_can_be_enlisted()
    {
        var harness = new Harness { IsIdempotent = false };
        harness.Handler.On("a", static (context, _) => Enlist(context, "a"));

        Assert.Equal(["m0"], await harness.ReturnedAsync(Notes.Of("a")));

        Assert.Equal(
            "Error: Message m0 failed (receive count 1): InvalidOperationException: Nothing can be enlisted, because idempotency is off.",
            Assert.Single(harness.Logger.Entries));
    }

    private static Task Enlist(MessageContext context, object work)
    {
        context.EnlistWork(work);
        return Task.CompletedTask;
    }

    /// <summary>Lets the store refuse the first settlement of its first call.</summary>
    private void RefuseFirst() => _harness.Store.SettlementResults = results =>
    {
        _harness.Store.SettlementResults = static later => later;
        return [new(SettlementStatus.Refused, "the reason"), .. results.Skip(1)];
    };

    private void UseStoreWithoutWork() => _harness = new(doesWork: false);

    private async Task<string[]> DriveAsync(Task<string[]> running, TimeSpan step)
    {
        _harness.Time.Patience = TimeSpan.Zero;
        while (!running.IsCompleted)
        {
            _harness.Time.Advance(step);
        }

        return await running;
    }

    /// <summary>Lets the handler enlist the id of each of these notes.</summary>
    private void Enlist(params string[] ids)
    {
        foreach (string id in ids)
        {
            _harness.Handler.On(id, (context, _) => Enlist(context, id));
        }
    }

    private sealed class LetterBox : IDeadLetterSender
    {
        public List<string> Letters { get; } = [];

        public ValueTask<IReadOnlyList<QueueFailure?>> SendAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken)
        {
            Letters.AddRange(letters.Select(static letter => letter.Message.MessageId));
            return new(new QueueFailure?[letters.Count]);
        }
    }
}
