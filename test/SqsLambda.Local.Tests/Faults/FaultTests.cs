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
    public void The_same_seed_decides_the_same_whatever_is_asked_in_between()
    {
        FaultPlan first = Plan(FaultKind.Crash, 50, seed: 1);
        FaultPlan second = Plan(FaultKind.Crash, 50, seed: 1);

        bool[] alone = [.. Enumerable.Range(0, 100).Select(_ => first.Happens(FaultKind.Crash, "a"))];
        bool[] among = [.. Enumerable.Range(0, 100).Select(_ =>
        {
            second.Happens(FaultKind.Crash, "b");
            return second.Happens(FaultKind.Crash, "a");
        })];

        Assert.Equal(alone, among);
        Assert.NotEqual(alone, Enumerable.Range(0, 100).Select(_ => first.Happens(FaultKind.Crash, "a")));
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(20, 1_700, 2_300)]
    [InlineData(100, 10_000, 10_000)]
    public void A_fault_happens_about_as_often_as_asked_for_and_is_counted(double percentage, int least, int most)
    {
        FaultPlan plan = Plan(FaultKind.Delete, percentage);

        int happened = Enumerable.Range(0, 10_000).Count(number => plan.Happens(FaultKind.Delete, $"{number % 50}"));

        Assert.InRange(happened, least, most);
        Assert.Equal(happened == 0 ? "none" : $"delete {happened}", plan.ToString());
        Assert.Equal(percentage > 0, plan.IsActive);
    }

    [Fact]
    public async Task A_throttled_invocation_does_not_reach_the_function()
    {
        Assert.True((await InvokeAsync(FaultKind.Throttle, isFifo: false)).IsThrottled);
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
        PolledMessage[] ten = [.. Enumerable.Range(0, 10).Select(static number => FakeQueue.Message($"{number}"))];
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

    private static FaultPlan Plan(FaultKind kind, double percentage, int seed = 7) => new(new Dictionary<FaultKind, double> { [kind] = percentage }, seed);

    private Task<InvocationResult> InvokeAsync(FaultKind kind, bool isFifo)
    {
        var second = new TaskCompletionSource();
        return new FaultyInvocation(FunctionAsync, Plan(kind, 100), isFifo).InvokeAsync(_batch).WaitAsync(TimeSpan.FromSeconds(30));

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
