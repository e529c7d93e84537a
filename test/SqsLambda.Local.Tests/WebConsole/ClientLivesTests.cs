using Amazon.SQS.Model;
using SqsLambda.Local.WebConsole;
using SqsLambda.Local.WebConsole.Lives;
using ReceiveMessageRequest = Amazon.SQS.Model.ReceiveMessageRequest;
using SendMessageRequest = Amazon.SQS.Model.SendMessageRequest;
using StartMessageMoveTaskRequest = Amazon.SQS.Model.StartMessageMoveTaskRequest;

namespace SqsLambda.Local.Tests.WebConsole;

/// <summary>The lives of messages of which clients alone take care, without any function.</summary>
public sealed class ClientLivesTests : IAsyncLifetime
{
    private WatchedQueues _queues = null!;

    public async Task InitializeAsync() => _queues = await WatchedQueues.StartAsync();

    public async Task DisposeAsync() => await _queues.DisposeAsync();

    [Fact]
    public async Task A_message_that_a_client_receives_and_deletes_is_in_flight_and_then_deleted()
    {
        string url = await _queues.CreateAsync("orders");
        string id = (await _queues.Sqs.SendMessageAsync(url, "a")).MessageId;
        Assert.Equal(MessageState.Waiting, (await _queues.LifeAsync("orders", id)).State);

        _queues.Pass(1);
        Message received = await _queues.ReceiveOneAsync(url);
        Assert.Equal(MessageState.InFlight, (await _queues.LifeAsync("orders", id)).State);

        _queues.Pass(1);
        await _queues.Sqs.DeleteMessageAsync(url, received.ReceiptHandle);
        await AssertLifeAsync("orders", id, MessageState.Deleted, "0 sent", "1 received: receive 1", "2 deleted: by a client");
        Assert.False(await _queues.ReadAsync("orders", id, static message => message.DeliveryOf(1)!.IsOfMapping));
    }

    [Fact]
    public async Task A_message_waits_again_when_its_visibility_timeout_has_ended()
    {
        string url = await _queues.CreateAsync("orders");
        string id = (await _queues.Sqs.SendMessageAsync(url, "a")).MessageId;
        await _queues.ReceiveOneAsync(url);
        Assert.Equal(Polled.Start.AddSeconds(30), await _queues.ReadAsync("orders", id, static message => message.HiddenUntil));

        _queues.Pass(30);
        await AssertLifeAsync(
            "orders", id, MessageState.Waiting, "0 sent", "0 received: receive 1", "30 visible again: its visibility timeout has ended");
        Assert.Null(await _queues.ReadAsync("orders", id, static message => message.HiddenUntil));
    }

    [Fact]
    public async Task A_delayed_message_says_so_until_its_delay_has_ended()
    {
        string url = await _queues.CreateAsync("orders");
        string id = (await _queues.Sqs.SendMessageAsync(new SendMessageRequest(url, "a") { DelaySeconds = 5 })).MessageId;
        Assert.Equal(MessageState.Delayed, (await _queues.LifeAsync("orders", id)).State);

        _queues.Pass(5);
        await AssertLifeAsync("orders", id, MessageState.Waiting, "0 sent: delayed for 5 s", "5 visible: its delay has ended");
    }

    [Fact]
    public async Task Changes_of_the_visibility_are_told_and_0_makes_the_message_wait_at_once()
    {
        string url = await _queues.CreateAsync("orders");
        string id = (await _queues.Sqs.SendMessageAsync(url, "a")).MessageId;
        Message received = await _queues.ReceiveOneAsync(url);
        _queues.Pass(10);
        await _queues.Sqs.ChangeMessageVisibilityAsync(url, received.ReceiptHandle, 30);
        Assert.Equal(Polled.Start.AddSeconds(40), await _queues.ReadAsync("orders", id, static message => message.HiddenUntil));

        _queues.Pass(1);
        await _queues.Sqs.ChangeMessageVisibilityAsync(url, received.ReceiptHandle, 0);
        await AssertLifeAsync(
            "orders", id, MessageState.Waiting,
            "0 sent", "0 received: receive 1", "10 visibility changed: hidden for 30 s from now", "11 visibility changed: visible at once");
    }

    [Fact]
    public async Task Purged_expired_and_deleted_queues_end_what_they_hold()
    {
        string purged = await _queues.CreateAsync("purged");
        string expiring = await _queues.CreateAsync("expiring", ("MessageRetentionPeriod", "60"));
        string deleted = await _queues.CreateAsync("deleted");
        string[] ids =
        [
            (await _queues.Sqs.SendMessageAsync(purged, "a")).MessageId,
            (await _queues.Sqs.SendMessageAsync(expiring, "b")).MessageId,
            (await _queues.Sqs.SendMessageAsync(deleted, "c")).MessageId,
        ];
        await _queues.ReceiveOneAsync(purged);
        await _queues.Sqs.PurgeQueueAsync(purged);
        await _queues.Sqs.DeleteQueueAsync(deleted);
        _queues.Pass(60);

        await AssertLifeAsync("purged", ids[0], MessageState.Purged, "0 sent", "0 received: receive 1", "0 purged");
        await AssertLifeAsync("expiring", ids[1], MessageState.Expired, "0 sent", "60 expired: older than the retention period of the queue");
        await AssertLifeAsync("deleted", ids[2], MessageState.Deleted, "0 sent", "0 deleted: with its queue");
    }

    [Fact]
    public async Task A_dead_letter_is_shown_in_both_queues_and_where_it_was_redriven_to()
    {
        string dead = await _queues.CreateAsync("orders-dlq");
        string url = await _queues.CreateAsync("orders", WatchedQueues.Redrive("orders-dlq", 1));
        string id = (await _queues.Sqs.SendMessageAsync(url, "a")).MessageId;
        await _queues.ReceiveOneAsync(url);
        _queues.Pass(30);
        Assert.Empty(await _queues.ReceiveAsync(url));

        await AssertLifeAsync(
            "orders", id, MessageState.DeadLettered,
            "0 sent", "0 received: receive 1 of 1", "30 visible again: its visibility timeout has ended", "30 dead-lettered: moved to orders-dlq after 1 receive");
        await AssertLifeAsync("orders-dlq", id, MessageState.Waiting, "0 sent", "30 came as a dead letter: from orders after 1 receive");
        Assert.Equal(Polled.Start, await _queues.ReadAsync("orders-dlq", id, static message => message.SentAt));
        Assert.Equal(
            WatchedQueues.ArnOf("orders"),
            await _queues.ReadAsync("orders-dlq", id, static message => MessageDetail.Of(message).SystemAttributes["DeadLetterQueueSourceArn"]));

        await _queues.Sqs.StartMessageMoveTaskAsync(new StartMessageMoveTaskRequest { SourceArn = WatchedQueues.ArnOf("orders-dlq") });
        _queues.Pass(1);
        Message back = await _queues.ReceiveOneAsync(url);
        await AssertLifeAsync(
            "orders-dlq", id, MessageState.Redriven,
            "0 sent", "30 came as a dead letter: from orders after 1 receive", $"30 redriven: to orders, where it is {back.MessageId}");
        await AssertLifeAsync(
            "orders", back.MessageId, MessageState.InFlight, $"30 redriven: from orders-dlq, where it was {id}", "31 received: receive 1 of 1");
        Assert.Empty(await _queues.ReceiveAsync(dead));
    }

    [Fact]
    public async Task A_queue_that_is_its_own_dead_letter_queue_keeps_one_message()
    {
        string url = await _queues.CreateAsync("orders", WatchedQueues.Redrive("orders", 1));
        string id = (await _queues.Sqs.SendMessageAsync(url, "a")).MessageId;
        await _queues.ReceiveOneAsync(url);
        _queues.Pass(30);
        Assert.Empty(await _queues.ReceiveAsync(url));

        await AssertLifeAsync(
            "orders", id, MessageState.Waiting,
            "0 sent", "0 received: receive 1 of 1", "30 visible again: its visibility timeout has ended", "30 came as a dead letter: from orders after 1 receive");
    }

    [Fact]
    public async Task In_a_FIFO_queue_the_group_waits_and_the_dead_letter_keeps_the_time_of_its_first_sending()
    {
        await _queues.CreateAsync("orders-dlq.fifo", ("FifoQueue", "true"));
        string url = await _queues.CreateAsync(
            "orders.fifo", ("FifoQueue", "true"), ("ContentBasedDeduplication", "true"), WatchedQueues.Redrive("orders-dlq.fifo", 1));
        string first = (await _queues.Sqs.SendMessageAsync(new SendMessageRequest(url, "a") { MessageGroupId = "g" })).MessageId;
        _queues.Pass(1);
        string second = (await _queues.Sqs.SendMessageAsync(new SendMessageRequest(url, "b") { MessageGroupId = "g" })).MessageId;
        await _queues.Sqs.ReceiveMessageAsync(new ReceiveMessageRequest(url) { MaxNumberOfMessages = 1 });
        Assert.Equal(MessageState.InFlight, (await _queues.LifeAsync("orders.fifo", first)).State);
        Assert.Equal(MessageState.Waiting, (await _queues.LifeAsync("orders.fifo", second)).State);

        _queues.Pass(30);
        Assert.Equal(second, (await _queues.ReceiveOneAsync(url)).MessageId);
        await AssertLifeAsync("orders-dlq.fifo", first, MessageState.Waiting, "0 sent", "31 came as a dead letter: from orders.fifo after 1 receive");
        Assert.Equal("g", await _queues.ReadAsync("orders-dlq.fifo", first, static message => message.GroupId));
    }

    [Fact]
    public async Task Queues_of_every_region_are_remembered()
    {
        SqsLambda.Local.Sqs.Queues.SqsQueue queue = _queues.Regions.In("eu-west-1").CreateQueue("orders");
        queue.SendMessage(new() { MessageBody = "a" });
        await _queues.Journal.FlushAsync();

        Assert.Equal([queue.Arn], _queues.Memory.ChangesSince(0, 10, static message => message.QueueArn)!.Rows);
    }

    [Fact]
    public async Task All_attributes_of_a_message_are_shown()
    {
        string url = await _queues.CreateAsync("orders");
        string id = (await _queues.Sqs.SendMessageAsync(new SendMessageRequest(url, "a")
        {
            MessageAttributes = new()
            {
                ["text"] = new() { DataType = "String", StringValue = "<b>x</b>" },
                ["count"] = new() { DataType = "Number.int", StringValue = "7" },
                ["bytes"] = new() { DataType = "Binary", BinaryValue = new MemoryStream([0, 1, 255]) },
            },
        })).MessageId;

        AttributeRow[] rows = (await _queues.ReadAsync("orders", id, static message => MessageDetail.Of(message).Attributes.OrderBy(static row => row.Name).ToArray()))!;
        Assert.Equal([new("bytes", "Binary", "AAH/", 3), new("count", "Number.int", "7", null), new("text", "String", "<b>x</b>", null)], rows);
        Assert.Equal(
            ("0", "1767323045000", "000000000000"),
            await _queues.ReadAsync("orders", id, static message => MessageDetail.Of(message).SystemAttributes is var system
                ? (system["ApproximateReceiveCount"], system["SentTimestamp"], system["SenderId"])
                : default));
    }

    private async Task AssertLifeAsync(string queue, string id, MessageState state, params string[] steps)
    {
        (MessageState State, string[] Steps) life = await _queues.LifeAsync(queue, id);
        Assert.Equal(steps, life.Steps);
        Assert.Equal(state, life.State);
    }
}
