using SqsLambda.Local.Sqs;
using SqsLambda.Local.Sqs.Queues;

namespace SqsLambda.Local.Tests.Sqs.Queues;

public sealed class StandardQueueTests
{
    private readonly TestQueues _queues = new();

    [Fact]
    public async Task A_received_message_is_hidden_until_its_visibility_timeout_ends()
    {
        var queue = _queues.Standard("q", "VisibilityTimeout=30");
        queue.Send("a");

        Assert.Equal(["a"], await queue.ReceiveBodies());
        _queues.Pass(29.999);
        Assert.Empty(await queue.Receive());
        _queues.Pass(0.001);
        Assert.Equal(["a"], await queue.ReceiveBodies());
    }

    [Fact]
    public async Task Every_receive_counts_and_gives_another_receipt_handle()
    {
        var queue = _queues.Standard("q", "VisibilityTimeout=1");
        queue.Send("a");
        var first = await queue.ReceiveOne();
        _queues.Pass(1);
        var second = await queue.ReceiveOne();

        Assert.Equal(first.MessageId, second.MessageId);
        Assert.NotEqual(first.ReceiptHandle, second.ReceiptHandle);
        Assert.Equal((1, 2), (first.ReceiveCount, second.ReceiveCount));
        Assert.Equal(first.SystemAttributes()["ApproximateFirstReceiveTimestamp"], second.SystemAttributes()["ApproximateFirstReceiveTimestamp"]);
        Assert.Equal("2", second.SystemAttributes()["ApproximateReceiveCount"]);
    }

    [Fact]
    public async Task The_system_attributes_are_those_of_a_Lambda_event_in_its_order()
    {
        var queue = _queues.Standard("q");
        queue.Send("a");
        _queues.Pass(0.002);

        Assert.Equal(
            [
                new("ApproximateReceiveCount", "1"),
                new("SentTimestamp", "1767323045000"),
                new("SenderId", "000000000000"),
                new("ApproximateFirstReceiveTimestamp", "1767323045002"),
            ],
            (await queue.ReceiveOne()).SystemAttributes());
    }

    [Theory]
    [InlineData(null, 30)]
    [InlineData(7, 7)]
    public async Task A_message_says_when_it_will_be_visible_again(int? timeout, int expected)
    {
        var queue = _queues.Standard("q");
        queue.Send("a");
        var message = await queue.ReceiveOne(timeout);

        Assert.Equal(_queues.Time.GetUtcNow().AddSeconds(expected), message.VisibleAt);
        Assert.Equal(message.VisibleAt, queue.VisibleAgainAt(message.ReceiptHandle));
        _queues.Pass(expected);
        Assert.Null(queue.VisibleAgainAt(message.ReceiptHandle));
    }

    [Fact]
    public async Task A_receive_with_a_visibility_timeout_of_0_leaves_the_message_visible()
    {
        var queue = _queues.Standard("q");
        queue.Send("a");

        Assert.Equal(["a"], await queue.ReceiveBodies(timeout: 0));
        Assert.Equal(["a"], await queue.ReceiveBodies(timeout: 0));
        Assert.Equal(new QueueCounts(1, 0, 0, 0), queue.Counts);
    }

    [Theory]
    [InlineData(null, 5)]
    [InlineData(0, 0)]
    [InlineData(9, 9)]
    public async Task A_message_is_delayed_as_it_says_or_else_as_the_queue_says(int? ofMessage, int expected)
    {
        var queue = _queues.Standard("q", "DelaySeconds=5");
        queue.Send("a", delay: ofMessage);
        if (expected > 0)
        {
            Assert.Equal(new QueueCounts(0, 0, 1, 0), queue.Counts);
            _queues.Pass(expected - 0.001);
            Assert.Empty(await queue.Receive());
            _queues.Pass(0.001);
        }

        Assert.Equal(["a"], await queue.ReceiveBodies());
    }

    [Fact]
    public async Task A_changed_delay_counts_for_messages_sent_later_only()
    {
        var queue = _queues.Standard("q", "DelaySeconds=5");
        queue.Send("a");
        _queues.Service.SetQueueAttributes(queue, TestQueues.Map("DelaySeconds=0"));
        queue.Send("b");

        Assert.Equal(["b"], await queue.ReceiveBodies());
        _queues.Pass(5);
        Assert.Equal(["a"], await queue.ReceiveBodies());
    }

    [Fact]
    public async Task Messages_go_when_their_retention_period_ends_even_those_in_flight()
    {
        var queue = _queues.Standard("q", "MessageRetentionPeriod=60", "VisibilityTimeout=300");
        queue.SendAll("a", "b");
        await queue.ReceiveOne();
        _queues.Pass(59);
        Assert.Equal(new QueueCounts(1, 1, 0, 0), queue.Counts);
        _queues.Pass(1);
        Assert.Equal(0, queue.Counts.Total);
    }

    [Fact]
    public void A_shorter_retention_period_counts_for_messages_that_are_there_already()
    {
        var queue = _queues.Standard("q");
        queue.Send("a");
        _queues.Pass(100);
        queue.Send("b");
        _queues.Service.SetQueueAttributes(queue, TestQueues.Map("MessageRetentionPeriod=60"));

        Assert.Equal(1, queue.Counts.Total);
    }

    [Fact]
    public async Task The_longest_retention_period_is_14_days()
    {
        var queue = _queues.Standard("q", "MessageRetentionPeriod=1209600");
        queue.Send("a");
        _queues.Pass(1209599);
        Assert.Equal(["a"], await queue.ReceiveBodies(timeout: 0));
        _queues.Pass(1);
        Assert.Empty(await queue.Receive());
    }

    [Fact]
    public async Task A_message_group_id_neither_orders_nor_blocks_and_is_returned()
    {
        var queue = _queues.Standard("q");
        queue.Send("a", "tenant");
        queue.Send("b", "tenant");
        var first = await queue.ReceiveOne();

        Assert.Equal("tenant", first.SystemAttributes()["MessageGroupId"]);
        Assert.DoesNotContain("SequenceNumber", first.SystemAttributes().Keys);
        Assert.DoesNotContain("MessageDeduplicationId", first.SystemAttributes().Keys);
        Assert.Equal(["b"], await queue.ReceiveBodies());
    }

    [Fact]
    public async Task A_purge_deletes_all_messages_whatever_their_state()
    {
        var queue = _queues.Standard("q");
        queue.SendAll("in flight", "visible");
        queue.Send("delayed", delay: 60);
        var received = await queue.ReceiveOne();
        queue.Purge();

        Assert.Equal(0, queue.Counts.Total);
        queue.DeleteMessage(received.ReceiptHandle);
        queue.Send("later");
        Assert.Equal(["later"], await queue.ReceiveBodies());
    }

    [Fact]
    public void A_queue_can_be_purged_once_a_minute()
    {
        var queue = _queues.Standard("q");
        queue.Purge();
        _queues.Pass(59);
        var error = Assert.Throws<SqsException>(queue.Purge);
        Assert.Equal(("AWS.SimpleQueueService.PurgeQueueInProgress", 403), (error.Code, error.HttpStatus));
        Assert.Equal("Only one PurgeQueue operation on q is allowed every 60 seconds.", error.Message);
        _queues.Pass(1);
        queue.Purge();
    }

    [Theory]
    [InlineData("deleted")]
    [InlineData("purged")]
    [InlineData("too old")]
    [InlineData("dead-lettered")]
    [InlineData("moved")]
    [InlineData("deleted with its queue")]
    public async Task The_host_is_told_when_the_last_message_has_left_in_whatever_way(string how)
    {
        var queue = _queues.Standard("q");
        var other = _queues.Standard("other");
        if (how == "dead-lettered")
        {
            queue.With(_queues, TestQueues.Redrive(other, 1));
        }
        else if (how == "moved")
        {
            other.With(_queues, TestQueues.Redrive(queue, 1));
        }

        List<bool> isEmpty = [];
        queue.Observers.Add(new ToldOfQueue { Emptied = () => isEmpty.Add(queue.CountsOrNone.IsEmpty) });
        queue.SendAll("a", "b");
        var received = await queue.Receive();
        queue.DeleteMessage(received[0].ReceiptHandle);
        Assert.Empty(isEmpty);

        switch (how)
        {
            case "deleted":
                queue.DeleteMessage(received[1].ReceiptHandle);
                break;
            case "purged":
                queue.Purge();
                break;
            case "too old":
                _queues.Pass(345_600);
                break;
            case "dead-lettered":
                _queues.Pass(30);
                Assert.Empty(await queue.Receive());
                break;
            case "moved":
                _queues.Pass(30);
                _queues.Service.MoveTasks.Start(queue.Arn, other.Arn);
                _queues.Pass(0);
                break;
            default:
                _queues.Service.DeleteQueue("q");
                break;
        }

        Assert.Contains(true, isEmpty);
    }

    [Fact]
    public async Task No_more_than_120000_messages_are_in_flight()
    {
        var queue = _queues.Standard("q");
        for (int i = 0; i < SqsLimits.InFlightMessages + 1; i++)
        {
            queue.Send("x");
        }

        for (int i = 0; i < SqsLimits.InFlightMessages / 10; i++)
        {
            Assert.Equal(10, (await queue.Receive()).Count);
        }

        var error = await Assert.ThrowsAsync<SqsException>(() => queue.Receive());
        Assert.Equal(("OverLimit", 403), (error.Code, error.HttpStatus));

        var poll = queue.LongPoll();
        Assert.False(poll.IsCompleted);
        _queues.Pass(20);
        Assert.Empty(await poll.ServedBodies());
    }
}
