namespace SqsLambda.Local.Tests.Sqs.Queues;

/// <summary>Which message of a standard queue comes next. SQS promises no order; here no message waits behind all newer ones.</summary>
public sealed class StandardOrderTests
{
    private readonly TestQueues _queues = new();

    [Fact]
    public async Task Messages_come_in_the_order_in_which_they_were_sent()
    {
        var queue = _queues.Standard("q");
        queue.SendAll("a", "b", "c");

        Assert.Equal(["a", "b", "c"], await queue.ReceiveBodies());
    }

    [Fact]
    public async Task A_message_that_reappears_does_not_wait_behind_newer_ones()
    {
        var queue = _queues.Standard("q");
        queue.Send("a");
        await queue.ReceiveOne(timeout: 5);
        queue.SendAll([.. Enumerable.Range(0, 1000).Select(n => $"newer-{n}")]);
        _queues.Pass(5);

        Assert.Equal(["a", "newer-0", "newer-1"], await queue.ReceiveBodies(max: 3));
    }

    [Fact]
    public async Task Messages_that_keep_reappearing_do_not_hold_back_new_ones()
    {
        var queue = _queues.Standard("q");
        queue.SendAll([.. Enumerable.Range(0, 10).Select(n => $"poison-{n}")]);
        await queue.Receive(max: 10, timeout: 5);
        queue.SendAll("a", "b", "c");
        _queues.Pass(5);

        Assert.Equal(["poison-0", "a", "poison-1", "b"], await queue.ReceiveBodies(max: 4));
        Assert.Equal(["poison-2", "c", "poison-3", "poison-4"], await queue.ReceiveBodies(max: 4));
    }

    [Fact]
    public async Task Receives_of_one_message_each_take_turns_too()
    {
        var queue = _queues.Standard("q");
        queue.SendAll("a", "b", "c");

        List<string> received = [];
        for (int i = 0; i < 6; i++)
        {
            received.AddRange(await queue.ReceiveBodies(max: 1, timeout: 0));
        }

        Assert.Equal(["a", "a", "b", "a", "c", "b"], received);
    }

    [Fact]
    public async Task A_delayed_message_is_new_when_its_delay_ends()
    {
        var queue = _queues.Standard("q");
        queue.Send("delayed", delay: 5);
        queue.SendAll("a", "b");
        _queues.Pass(5);

        Assert.Equal(["a", "b", "delayed"], await queue.ReceiveBodies());
    }

    [Fact]
    public async Task A_deleted_message_is_gone_from_wherever_it_waited()
    {
        var queue = _queues.Standard("q");
        queue.SendAll("a", "b");
        var first = await queue.ReceiveOne(timeout: 5);
        _queues.Pass(5);
        queue.DeleteMessage(first.ReceiptHandle);

        Assert.Equal(["b"], await queue.ReceiveBodies());
    }
}
