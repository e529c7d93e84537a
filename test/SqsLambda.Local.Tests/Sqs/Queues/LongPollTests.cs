using SqsLambda.Local.Sqs;
using SqsLambda.Local.Sqs.Queues;

namespace SqsLambda.Local.Tests.Sqs.Queues;

public sealed class LongPollTests
{
    private readonly TestQueues _queues = new();

    [Fact]
    public async Task A_long_poll_wakes_for_a_new_message_without_the_clock_moving()
    {
        var queue = _queues.Standard("q");
        var poll = queue.LongPoll();
        Assert.False(poll.IsCompleted);
        queue.Send("a");

        Assert.Equal(["a"], await poll.ServedBodies());
    }

    [Fact]
    public async Task A_long_poll_wakes_when_a_delay_ends()
    {
        var queue = _queues.Standard("q");
        queue.Send("a", delay: 5);
        var poll = queue.LongPoll();
        _queues.Pass(4.999);
        Assert.False(poll.IsCompleted);
        _queues.Pass(0.001);

        Assert.Equal(["a"], await poll.ServedBodies());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_long_poll_wakes_when_a_visibility_timeout_ends(bool isFifo)
    {
        var queue = isFifo ? _queues.Fifo("q") : _queues.Standard("q");
        queue.Send("a", "g");
        await queue.ReceiveOne(timeout: 10);
        var poll = queue.LongPoll();
        _queues.Pass(10);

        Assert.Equal(["a"], await poll.ServedBodies());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_long_poll_wakes_when_a_message_is_released(bool isFifo)
    {
        var queue = isFifo ? _queues.Fifo("q") : _queues.Standard("q");
        queue.Send("a", "g");
        var message = await queue.ReceiveOne();
        var poll = queue.LongPoll();
        queue.ChangeMessageVisibility(message.ReceiptHandle, TimeSpan.Zero);

        Assert.Equal(["a"], await poll.ServedBodies());
    }

    [Fact]
    public async Task A_long_poll_wakes_when_a_shortened_visibility_timeout_ends()
    {
        var queue = _queues.Standard("q");
        queue.Send("a");
        var message = await queue.ReceiveOne();
        var poll = queue.LongPoll();
        queue.ChangeMessageVisibility(message.ReceiptHandle, TimeSpan.FromSeconds(2));
        _queues.Pass(2);

        Assert.Equal(["a"], await poll.ServedBodies());
    }

    [Fact]
    public async Task A_long_poll_without_a_message_ends_empty_when_its_time_is_over()
    {
        var queue = _queues.Standard("q");
        var poll = queue.ReceiveAsync(10, TimeSpan.FromSeconds(3), null, CancellationToken.None);
        _queues.Pass(2.999);
        Assert.False(poll.IsCompleted);
        _queues.Pass(0.001);

        Assert.Empty(await poll.ServedBodies());
    }

    [Fact]
    public async Task Without_a_wait_of_its_own_a_receive_waits_as_the_queue_says()
    {
        var queue = _queues.Standard("q", "ReceiveMessageWaitTimeSeconds=4");
        var poll = queue.ReceiveAsync(1, null, null, CancellationToken.None);
        Assert.Empty(await queue.Receive());
        _queues.Pass(3.999);
        Assert.False(poll.IsCompleted);
        _queues.Pass(0.001);

        Assert.Empty(await poll.ServedBodies());
    }

    [Fact]
    public async Task Those_who_wait_are_served_in_the_order_in_which_they_came()
    {
        var queue = _queues.Standard("q");
        var polls = Enumerable.Range(0, 3).Select(_ => queue.LongPoll()).ToList();
        queue.SendAll("a", "b");

        Assert.Equal(["a"], await polls[0].ServedBodies());
        Assert.Equal(["b"], await polls[1].ServedBodies());
        Assert.False(polls[2].IsCompleted);
    }

    [Fact]
    public async Task A_batch_wakes_one_who_waits_with_all_of_it()
    {
        var queue = _queues.Standard("q");
        var poll = queue.LongPoll();
        queue.SendMessageBatch([new() { Id = "1", MessageBody = "a" }, new() { Id = "2", MessageBody = "b" }]);

        Assert.Equal(["a", "b"], await poll.ServedBodies());
    }

    [Fact]
    public async Task A_cancelled_long_poll_ends_and_takes_no_message()
    {
        var queue = _queues.Standard("q");
        using var cancellation = new CancellationTokenSource();
        var poll = queue.LongPoll(cancellationToken: cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => poll);
        queue.Send("a");

        Assert.Equal(["a"], await queue.ReceiveBodies());
    }

    [Fact]
    public async Task Deleting_the_queue_ends_long_polls_with_an_error()
    {
        var queue = _queues.Standard("q");
        var poll = queue.LongPoll();
        _queues.Service.DeleteQueue("q");

        Assert.Equal("AWS.SimpleQueueService.NonExistentQueue", (await Assert.ThrowsAsync<SqsException>(() => poll)).Code);
        Assert.Throws<SqsException>(() => queue.Send("a"));
    }
}
