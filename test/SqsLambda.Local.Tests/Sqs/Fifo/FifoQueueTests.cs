using SqsLambda.Local.Sqs.Messages;
using SqsLambda.Local.Sqs.Queues;

namespace SqsLambda.Local.Tests.Sqs.Fifo;

/// <summary>Order and blocking of message groups, as recorded from AWS where it could be.</summary>
public sealed class FifoQueueTests
{
    private readonly TestQueues _queues = new();

    [Fact]
    public async Task A_receive_takes_as_many_messages_of_a_group_as_possible_before_those_of_the_next()
    {
        var queue = _queues.Fifo("q");
        queue.SendAll("g1-m1", "g2-m1", "g1-m2", "g1-m3");

        Assert.Equal(["g1-m1", "g1-m2", "g1-m3", "g2-m1"], await queue.ReceiveBodies());
    }

    [Fact]
    public async Task A_message_in_flight_blocks_later_messages_of_its_group_only()
    {
        var queue = _queues.Fifo("q", "VisibilityTimeout=1");
        queue.SendAll("g1-m1", "g1-m2", "g1-m3", "g1-m4", "g2-m1", "g3-m1");

        Assert.Equal(["g1-m1", "g1-m2"], await queue.ReceiveBodies(2));
        Assert.Equal(["g2-m1"], await queue.ReceiveBodies(1));
        _queues.Pass(1);
        Assert.Equal(["g3-m1", "g1-m1", "g1-m2", "g1-m3", "g1-m4", "g2-m1"], await queue.ReceiveBodies(timeout: 0));
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "g-foo")]
    [InlineData(2, "g-foo g-bar")]
    public async Task When_one_message_stays_hidden_those_before_it_come_back(int extended, string expected)
    {
        var queue = _queues.Fifo("q", "VisibilityTimeout=2");
        queue.SendAll("g-foo", "g-bar", "g-baz");
        var received = await queue.Receive();
        queue.ChangeMessageVisibility(received[extended].ReceiptHandle, TimeSpan.FromSeconds(30));
        _queues.Pass(2);

        Assert.Equal(expected, string.Join(' ', await queue.ReceiveBodies()));
    }

    [Fact]
    public async Task Releasing_the_first_message_of_a_group_returns_it_alone_while_the_second_is_in_flight()
    {
        var queue = _queues.Fifo("q");
        queue.SendAll("g1-m1", "g1-m2", "g2-m1");
        var received = await queue.Receive(2);
        queue.ChangeMessageVisibility(received[0].ReceiptHandle, TimeSpan.Zero);

        Assert.Equal(["g2-m1", "g1-m1"], await queue.ReceiveBodies(3));
    }

    [Fact]
    public async Task A_receive_with_a_visibility_timeout_of_0_keeps_the_order_and_puts_the_group_last()
    {
        var queue = _queues.Fifo("q");
        queue.SendAll("g1-m1", "g2-m1", "g2-m2", "g3-m1", "g1-m2");

        Assert.Equal(["g1-m1", "g1-m2", "g2-m1"], await queue.ReceiveBodies(3, timeout: 0));
        Assert.Equal(["g3-m1", "g1-m1", "g1-m2", "g2-m1", "g2-m2"], await queue.ReceiveBodies(10, timeout: 0));
    }

    [Fact]
    public async Task Sending_to_a_group_in_flight_does_not_unlock_it_but_deleting_its_last_message_in_flight_does()
    {
        var queue = _queues.Fifo("q");
        queue.SendAll("g-1", "g-2");
        var received = await queue.Receive();
        queue.SendAll("g-3");
        Assert.Empty(await queue.Receive());

        var poll = queue.LongPoll();
        queue.DeleteMessage(received[0].ReceiptHandle);
        Assert.False(poll.IsCompleted);
        queue.DeleteMessage(received[1].ReceiptHandle);
        Assert.Equal(["g-3"], await poll.ServedBodies());
    }

    [Fact]
    public async Task A_group_delivers_one_message_at_a_time_when_asked_for_one()
    {
        var queue = _queues.Fifo("q");
        queue.SendAll("g-1", "g-2", "g-3");
        foreach (string expected in (string[])["g-1", "g-2", "g-3"])
        {
            var message = await queue.ReceiveOne();
            Assert.Equal(expected, message.Body);
            Assert.Empty(await queue.Receive());
            queue.DeleteMessage(message.ReceiptHandle);
        }
    }

    [Fact]
    public async Task A_failed_message_comes_back_before_the_rest_of_its_group()
    {
        var queue = _queues.Fifo("q", "VisibilityTimeout=5");
        queue.SendAll("g-1", "g-2", "g-3", "g-4");
        var received = await queue.Receive();
        queue.DeleteMessage(received[0].ReceiptHandle);
        _queues.Pass(5);
        var again = await queue.Receive();

        Assert.Equal(["g-2", "g-3", "g-4"], again.Bodies());
        Assert.All(again, message => Assert.Equal(2, message.ReceiveCount));
    }

    [Fact]
    public async Task Sequence_numbers_have_20_digits_and_increase()
    {
        var queue = _queues.Fifo("q");
        var sent = Enumerable.Range(0, 50).Select(i => queue.Send($"{i}", "g").SequenceNumber!).ToList();

        Assert.All(sent, number => Assert.Matches("^[0-9]{20}$", number));
        Assert.Equal(sent.Order(StringComparer.Ordinal).Distinct(), sent);
        Assert.Equal(sent[0], (await queue.ReceiveOne()).SystemAttributes()["SequenceNumber"]);
    }

    [Fact]
    public async Task The_system_attributes_are_those_of_a_Lambda_event_in_its_order()
    {
        var queue = _queues.Fifo("q");
        queue.Send("a", "g");

        Assert.Equal(
            [
                "ApproximateReceiveCount", "SentTimestamp", "SequenceNumber", "MessageGroupId", "SenderId", "MessageDeduplicationId",
                "ApproximateFirstReceiveTimestamp",
            ],
            (await queue.ReceiveOne()).SystemAttributes().Keys);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    public async Task Messages_are_delayed_as_the_queue_says(int? ofMessage)
    {
        var queue = _queues.Fifo("q", "DelaySeconds=2");
        queue.Send("a", "g", delay: ofMessage);
        queue.Send("b", "g", delay: ofMessage);
        Assert.Equal(new QueueCounts(0, 0, 2, 0), queue.Counts);
        _queues.Pass(2);

        Assert.Equal(["a", "b"], await queue.ReceiveBodies());
    }

    [Fact]
    public async Task A_changed_delay_counts_for_messages_that_are_there_already()
    {
        var queue = _queues.Fifo("q", "DelaySeconds=60");
        queue.SendAll("g-1", "g-2");
        var poll = queue.LongPoll();
        _queues.Service.SetQueueAttributes(queue, TestQueues.Map("DelaySeconds=0"));

        Assert.Equal(["g-1", "g-2"], await poll.ServedBodies());
    }

    [Fact]
    public async Task A_message_that_reaches_the_end_of_its_retention_unlocks_its_group()
    {
        var queue = _queues.Fifo("q", "MessageRetentionPeriod=60", "VisibilityTimeout=1000");
        queue.SendAll("g-1");
        await queue.ReceiveOne();
        _queues.Pass(45);
        queue.SendAll("g-2");
        var poll = queue.LongPoll();
        _queues.Pass(15);

        Assert.Equal(["g-2"], await poll.ServedBodies());
    }

    [Fact]
    public async Task Messages_that_wait_for_their_group_count_as_visible()
    {
        var queue = _queues.Fifo("q");
        queue.SendAll("1-1", "1-2", "1-3", "2-1", "3-1");
        var received = await queue.Receive(2);
        Assert.Equal(new QueueCounts(3, 2, 0, 0), queue.Counts);
        foreach (var message in received)
        {
            queue.DeleteMessage(message.ReceiptHandle);
        }

        Assert.Equal(new QueueCounts(3, 0, 0, 0), queue.Counts);
    }

    [Fact]
    public async Task A_receive_repeated_with_its_attempt_id_gets_the_same_messages_and_handles()
    {
        var queue = _queues.Fifo("q");
        queue.SendAll("g-1", "g-2", "h-1");
        var first = await Attempt(queue, "attempt", 2);
        _queues.Pass(10);
        var again = await Attempt(queue, "attempt", 2);

        Assert.Equal(["g-1", "g-2"], again.Bodies());
        Assert.Equal(first.Select(message => message.ReceiptHandle), again.Select(message => message.ReceiptHandle));
        Assert.All(again, message => Assert.Equal((1, _queues.Time.GetUtcNow().AddSeconds(30)), (message.ReceiveCount, message.VisibleAt)));
        Assert.Equal(["h-1"], (await Attempt(queue, "another", 2)).Bodies());
    }

    [Theory]
    [InlineData("deleted")]
    [InlineData("changed")]
    [InlineData("visible")]
    public async Task A_receive_is_not_repeated_once_a_message_of_it_was(string fate)
    {
        var queue = _queues.Fifo("q");
        queue.SendAll("g-1", "g-2", "h-1");
        var first = await Attempt(queue, "attempt", 2);
        switch (fate)
        {
            case "deleted":
                queue.DeleteMessage(first[0].ReceiptHandle);
                break;
            case "changed":
                queue.ChangeMessageVisibility(first[1].ReceiptHandle, TimeSpan.FromSeconds(40));
                break;
            default:
                _queues.Pass(30);
                break;
        }

        Assert.Contains("h-1", (await Attempt(queue, "attempt", 10)).Bodies());
    }

    private static Task<IReadOnlyList<ReceivedMessage>> Attempt(SqsQueue queue, string id, int max) =>
        queue.ReceiveAsync(max, TimeSpan.Zero, null, CancellationToken.None, id);
}
