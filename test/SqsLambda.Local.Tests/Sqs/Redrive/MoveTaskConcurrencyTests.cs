using System.Collections.Concurrent;
using SqsLambda.Local.Sqs;
using SqsLambda.Local.Sqs.Queues;
using SqsLambda.Local.Sqs.Redrive;

namespace SqsLambda.Local.Tests.Sqs.Redrive;

public sealed class MoveTaskConcurrencyTests : IDisposable
{
    private const int Messages = 10_000;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly SqsService _service = new(TimeProvider.System);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_message_is_lost_or_doubled_while_receivers_race_with_the_task(bool isFifo)
    {
        var (dead, destination) = Create(isFifo);
        var consumed = new ConcurrentQueue<string>();
        var receivers = Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            // So that both sides get some.
            while (dead.Counts.Total > 0 && consumed.Count < Messages / 2)
            {
                foreach (var message in await dead.Receive(1))
                {
                    consumed.Enqueue(message.Body);
                    dead.DeleteMessage(message.ReceiptHandle);
                }

                // The task needs a thread of the pool too.
                await Task.Yield();
            }
        })).ToList();
        await Until(() => !consumed.IsEmpty);
        while (dead.Counts.Total > 0)
        {
            _service.MoveTasks.Start(dead.Arn, destination.Arn);
            await EndOf(dead);
        }

        await Task.WhenAll(receivers).WaitAsync(Limit);
        var moved = await Drain(destination);
        Assert.All([consumed.Count, moved.Count], count => Assert.NotEqual(0, count));
        Assert.Equal(Messages, consumed.Count + moved.Count);
        Assert.Equal(Messages, consumed.Concat(moved).Distinct().Count());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_message_is_moved_or_still_there_when_the_destination_is_deleted_in_the_middle(bool isFifo)
    {
        var (dead, destination) = Create(isFifo);
        _service.MoveTasks.Start(dead.Arn, destination.Arn);
        SpinWait.SpinUntil(() => destination.Counts.Total > 0, Limit);
        _service.DeleteQueue(destination.Name);
        var task = await EndOf(dead);

        Assert.Equal(Messages, task.ApproximateNumberOfMessagesMoved + dead.Counts.Visible);
        Assert.Equal(dead.Counts.Visible, (await Drain(dead)).Distinct().Count());
        Assert.Equal(task.ApproximateNumberOfMessagesMoved < Messages ? "FAILED" : "COMPLETED", task.Status);
    }

    [Fact]
    public async Task A_message_is_moved_or_deleted_when_the_source_is_deleted_in_the_middle()
    {
        var (dead, destination) = Create(isFifo: false);
        _service.MoveTasks.Start(dead.Arn, destination.Arn);
        var task = Assert.Single(dead.MoveTasks.NewestFirst);
        SpinWait.SpinUntil(() => destination.Counts.Total > 0, Limit);
        _service.DeleteQueue(dead.Name);
        await Until(() => !task.IsActive);

        var moved = await Drain(destination);
        Assert.Equal(moved.Count, task.Describe().ApproximateNumberOfMessagesMoved);
        Assert.Equal(moved.Count, moved.Distinct().Count());
    }

    [Fact]
    public async Task A_task_that_is_cancelled_in_the_middle_leaves_each_message_in_one_queue()
    {
        var (dead, destination) = Create(isFifo: false);
        string handle = _service.MoveTasks.Start(dead.Arn, destination.Arn);
        SpinWait.SpinUntil(() => destination.Counts.Total > 0, Limit);
        _ = Record.Exception(() => _service.MoveTasks.Cancel(handle));
        var task = await EndOf(dead);

        Assert.Equal((task.ApproximateNumberOfMessagesMoved, Messages), (destination.Counts.Total, destination.Counts.Total + dead.Counts.Visible));
    }

    [Fact]
    public async Task Queues_that_move_messages_to_each_other_do_not_block_each_other()
    {
        var a = _service.CreateQueue("a");
        var b = _service.CreateQueue("b", TestQueues.Map(TestQueues.Redrive(a, 1)));
        _service.SetQueueAttributes(a, TestQueues.Map(TestQueues.Redrive(b, 1)));
        for (int i = 0; i < 2_000; i++)
        {
            (i % 2 == 0 ? a : b).Send($"{i}");
        }

        await Task.WhenAll(Race(a, b), Race(b, a)).WaitAsync(Limit);
        var left = (await Drain(a)).Concat(await Drain(b)).ToList();
        Assert.Equal(2_000, left.Count);
        Assert.Equal(2_000, left.Distinct().Count());

        Task Race(SqsQueue from, SqsQueue to) => Task.Run(async () =>
        {
            for (int round = 0; round < 5; round++)
            {
                _service.MoveTasks.Start(from.Arn, to.Arn);
                await EndOf(from);
            }
        });
    }

    public void Dispose() => _service.Dispose();

    private (SqsQueue Dead, SqsQueue Destination) Create(bool isFifo)
    {
        string suffix = isFifo ? ".fifo" : "";
        string[] attributes = isFifo ? ["FifoQueue=true", "ContentBasedDeduplication=true"] : [];
        var dead = _service.CreateQueue("dead" + suffix, TestQueues.Map(attributes));
        _service.CreateQueue("q" + suffix, TestQueues.Map([.. attributes, TestQueues.Redrive(dead, 1)]));
        for (int i = 0; i < Messages; i++)
        {
            dead.Send($"{i}", isFifo ? $"g{i % 100}" : null);
        }

        return (dead, _service.CreateQueue("destination" + suffix, TestQueues.Map(attributes)));
    }

    private async Task<ListMessageMoveTasksResultEntry> EndOf(SqsQueue source)
    {
        await Until(() => !source.MoveTasks.HasActive);
        return _service.MoveTasks.List(source.Arn)[0];
    }

    private static async Task Until(Func<bool> isSo)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!isSo())
        {
            await Task.Delay(1, limit.Token);
        }
    }

    private static async Task<List<string>> Drain(SqsQueue queue)
    {
        List<string> bodies = [];
        while (await queue.Receive() is { Count: > 0 } messages)
        {
            foreach (var message in messages)
            {
                bodies.Add(message.Body);
                queue.DeleteMessage(message.ReceiptHandle);
            }
        }

        return bodies;
    }
}
