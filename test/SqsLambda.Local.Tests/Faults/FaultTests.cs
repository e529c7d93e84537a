using SqsLambda.Local.Faults;
using SqsLambda.Local.Lambda;
using SqsLambda.Local.Mapping;
using SqsLambda.Local.Tests.Mapping;

namespace SqsLambda.Local.Tests.Faults;

public sealed class FaultTests
{
    private static readonly InvocationResult Answer = new("{}"u8.ToArray(), null);

    private readonly FakeQueue _queue = new();
    private readonly PolledBatch _batch = new([FakeQueue.Message("a"), FakeQueue.Message("b")], []);
    private int _running;
    private int _invocations;
    private int _most;

    [Fact]
    public void Seed_fault_body_and_receive_count_decide_and_nothing_that_was_asked_before()
    {
        PolledMessage[] messages = Messages(100);
        bool[] decided = Of(Plan(FaultKind.Delete, 50), messages);

        Assert.Equal(decided, Of(Plan(FaultKind.Delete, 50), [.. messages.Reverse()]).Reverse());
        Assert.Equal(decided, Of(Plan(FaultKind.Delete, 50), [.. messages.Select(static message => message with { MessageId = "other", ReceiptHandle = "other" })]));
        Assert.NotEqual(decided, Of(Plan(FaultKind.Delete, 50, seed: 8), messages));
        Assert.NotEqual(decided, Of(Plan(FaultKind.Delete, 50), [.. messages.Select(static message => message with { ReceiveCount = 2 })]));
        Assert.NotEqual(decided, Of(Plan(FaultKind.Delete, 50), [.. messages.Select(static message => message with { Body = message.Body + " " })]));

        static bool[] Of(FaultPlan plan, PolledMessage[] messages) => [.. messages.Select(message => plan.Happens(FaultKind.Delete, message))];
    }

    /// <summary>Two runs of the same messages in other batches.</summary>
    [Theory]
    [InlineData(FaultKind.Duplicate)]
    [InlineData(FaultKind.Throttle)]
    [InlineData(FaultKind.Crash)]
    public void A_batch_is_struck_if_it_holds_a_message_that_is_whatever_else_it_holds(object kind)
    {
        PolledMessage[] messages = Messages(60);
        FaultPlan plan = Plan((FaultKind)kind, 20);
        HashSet<PolledMessage> struck = [.. messages.Where(message => plan.Happens((FaultKind)kind, new PolledBatch([message], [])))];

        foreach (PolledMessage[] batch in messages.Chunk(3).Concat(messages.Reverse().Chunk(4)))
        {
            Assert.Equal(batch.Any(struck.Contains), Plan((FaultKind)kind, 20).Happens((FaultKind)kind, new PolledBatch(batch, [])));
        }

        Assert.InRange(struck.Count, 1, 40);
    }

    [Fact]
    public void Each_attempt_of_a_batch_is_throttled_by_itself_and_crashes_do_not_depend_on_it()
    {
        PolledBatch[] attempts = [.. Enumerable.Range(1, 100).Select(attempt => _batch with { Attempt = attempt })];

        Assert.Equal(2, attempts.Select(batch => Plan(FaultKind.Throttle, 50).Happens(FaultKind.Throttle, batch)).Distinct().Count());
        Assert.Single(attempts.Select(batch => Plan(FaultKind.Crash, 50).Happens(FaultKind.Crash, batch)).Distinct());
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(20, 1_700, 2_300)]
    [InlineData(100, 10_000, 10_000)]
    public void A_fault_happens_about_as_often_as_asked_for_and_is_counted(double percentage, int least, int most)
    {
        FaultPlan plan = Plan(FaultKind.Delete, percentage);

        int happened = Messages(10_000).Count(message => plan.Happens(FaultKind.Delete, message));

        Assert.InRange(happened, least, most);
        Assert.Equal(happened == 0 ? "none" : $"delete {happened}", plan.ToString());
        Assert.Equal(percentage > 0, plan.IsActive);
    }

    [Fact]
    public void Faults_that_are_switched_on_later_are_told_at_the_end_even_if_they_are_off_again()
    {
        FaultPlan plan = Plan(FaultKind.Delete, 0);
        Assert.Null(plan.Farewell);

        plan.Change(new Dictionary<FaultKind, double> { [FaultKind.Crash] = 100, [FaultKind.Delete] = 0 });
        Assert.True(plan.Happens(FaultKind.Crash, _batch));
        Assert.Equal([(FaultKind.Crash, 100.0)], plan.Percentages.Select(static fault => (fault.Key, fault.Value)));

        plan.Change(new Dictionary<FaultKind, double>());
        Assert.False(plan.Happens(FaultKind.Crash, _batch));
        Assert.Equal((false, "faults (--seed 7): crash 1"), (plan.IsActive, plan.Farewell));
    }

    [Fact]
    public void Faults_that_were_set_and_never_happened_are_named_at_the_end()
    {
        var plan = new FaultPlan(new Dictionary<FaultKind, double> { [FaultKind.Delete] = 100, [FaultKind.Throttle] = 0.1 }, seed: 7);
        Assert.Equal("faults (--seed 7): none happened, although throttle and delete were set", plan.Farewell);

        Assert.True(plan.Happens(FaultKind.Delete, Messages(1).Single()));
        Assert.Equal("faults (--seed 7): delete 1; throttle was set and did not happen", plan.Farewell);

        plan.Change(new Dictionary<FaultKind, double> { [FaultKind.Crash] = 1 });
        Assert.Equal("faults (--seed 7): delete 1; throttle and crash were set and did not happen", plan.Farewell);
    }

    [Fact]
    public void Many_faults_that_never_happened_are_listed_with_commas() => Assert.Equal(
        "faults (--seed 7): none happened, although duplicate, throttle, crash and delete were set",
        new FaultPlan(
            new[] { FaultKind.Duplicate, FaultKind.Throttle, FaultKind.Crash, FaultKind.Delete }.ToDictionary(static kind => kind, static _ => 0.1),
            seed: 7).Farewell);

    [Fact]
    public void A_single_fault_that_never_happened_is_named_at_the_end() =>
        Assert.Equal("faults (--seed 7): none happened, although shuffle was set", Plan(FaultKind.Shuffle, 1).Farewell);

    [Fact]
    public async Task A_throttled_invocation_does_not_reach_the_function()
    {
        InvocationResult result = await InvokeAsync(FaultKind.Throttle, isFifo: false);
        Assert.Equal((true, "by --fault-throttle"), (result.IsThrottled, result.ThrottleCause));
        Assert.Equal(0, _invocations);
    }

    [Fact]
    public async Task A_crash_loses_the_response_after_the_handler_has_run()
    {
        Assert.Contains("--fault-crash", (await InvokeAsync(FaultKind.Crash, isFifo: false)).FunctionError, StringComparison.Ordinal);
        Assert.Equal(1, _invocations);
    }

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 1)]
    public async Task A_duplicate_runs_at_the_same_time_but_on_a_FIFO_queue_one_time_after_the_other(bool isFifo, int atOnce)
    {
        Assert.Same(Answer, await InvokeAsync(FaultKind.Duplicate, isFifo));
        Assert.Equal((2, atOnce), (_invocations, _most));
    }

    [Fact]
    public async Task A_message_that_is_not_deleted_is_named_and_the_queue_is_not_asked()
    {
        var undeleted = await new FaultyEventSource(_queue, Plan(FaultKind.Delete, 100)).DeleteAsync(_batch.Messages);

        Assert.Equal(["a", "b"], undeleted.Select(static failure => failure.Message.MessageId));
        Assert.All(undeleted, static failure => Assert.Equal("the delete failed, by --fault-delete", failure.Reason));
        Assert.Empty(_queue.Deleted);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_shuffled_receive_asks_for_few_and_changes_the_order_but_of_a_FIFO_queue(bool isFifo)
    {
        const int Receives = 50;
        var queue = new FakeQueue(isFifo);
        PolledMessage[] ten = Messages(10);
        var source = new FaultyEventSource(queue, Plan(FaultKind.Shuffle, 100));
        bool isInOrder = true;
        for (int i = 0; i < Receives; i++)
        {
            queue.Then(ten);
            var received = await source.ReceiveAsync(10, TimeSpan.Zero, null, CancellationToken.None);
            Assert.Equal(ten.Order(ById), received.Order(ById));
            isInOrder &= ten.SequenceEqual(received);
        }

        Assert.Equal(isFifo, isInOrder);
        Assert.Equal((1, 10), (queue.Asked.Min(static asked => asked.MaxMessages), queue.Asked.Max(static asked => asked.MaxMessages)));
    }

    private static Comparer<PolledMessage> ById { get; } =
        Comparer<PolledMessage>.Create(static (one, other) => string.CompareOrdinal(one.MessageId, other.MessageId));

    private static PolledMessage[] Messages(int count) => [.. Enumerable.Range(0, count).Select(static number => FakeQueue.Message($"{number}", $"body {number}"))];

    private static FaultPlan Plan(FaultKind kind, double percentage, long seed = 7) => new(new Dictionary<FaultKind, double> { [kind] = percentage }, seed);

    private Task<InvocationResult> InvokeAsync(FaultKind kind, bool isFifo)
    {
        var second = new TaskCompletionSource();
        return new FaultyInvocation(FunctionAsync, Plan(kind, 100), isFifo).InvokeAsync(_batch).WaitAsync(TimeSpan.FromMinutes(2));

        async Task<InvocationResult> FunctionAsync(PolledBatch batch)
        {
            _most = Math.Max(_most, ++_running);
            if (++_invocations == 2)
            {
                second.SetResult();
            }

            // Where both are to run at the same time neither ends before the other has begun.
            await (kind == FaultKind.Duplicate && !isFifo ? second.Task : Task.CompletedTask);
            _running--;
            return Answer;
        }
    }
}
