using System.Net;
using SqsLambda.Local.Sqs.Messages;
using SqsLambda.Local.Sqs.Queues;
using SqsLambda.Local.Tests.Sqs;

namespace SqsLambda.Local.Tests.WebConsole.Actions;

/// <summary>Redrive, delete and purge.</summary>
public sealed class QueueActionTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task All_messages_of_a_dead_letter_queue_are_moved_back(bool isFifo)
    {
        await using ActionFixture console = await ActionFixture.StartAsync();
        (SqsQueue queue, SqsQueue deadLetters) = QueuesOf(console, isFifo);
        await ActionFixture.DeadLetterAsync(queue, "a");
        await ActionFixture.DeadLetterAsync(queue, "b");

        string told = $"moved 2 messages from {deadLetters.Name} to {queue.Name}";
        Assert.Equal((HttpStatusCode.OK, told), await console.DoAsync("redrive", new { queue = deadLetters.Arn }));

        Assert.True(deadLetters.Counts.IsEmpty);
        Assert.Equal(["a", "b"], await queue.ReceiveBodies());
        Assert.Equal([$"{told} (by the console)"], console.Told);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_the_function_itself_sent_to_the_dead_letter_queue_goes_to_the_only_queue_that_has_it(bool isFifo)
    {
        await using ActionFixture console = await ActionFixture.StartAsync();
        (SqsQueue queue, SqsQueue deadLetters) = QueuesOf(console, isFifo);
        SendTo(deadLetters, "a");
        string one = SendTo(deadLetters, "b");
        SendTo(deadLetters, "c");

        Assert.Equal(HttpStatusCode.OK, (await console.DoAsync("redrive-one", new { queue = deadLetters.Arn, id = one })).Status);
        Assert.Equal(
            (HttpStatusCode.OK, $"moved 2 messages from {deadLetters.Name} to {queue.Name}"), await console.DoAsync("redrive", new { queue = deadLetters.Arn }));

        Assert.Equal(["b", "a", "c"], await queue.ReceiveBodies());
    }

    [Fact]
    public async Task If_several_queues_have_it_the_attribute_that_the_function_wrote_says_where_a_message_came_from()
    {
        await using ActionFixture console = await ActionFixture.StartAsync();
        SqsQueue other = console.Regions.Default.CreateQueue("other", TestQueues.Map(TestQueues.Redrive(console.DeadLetters, 1)));
        foreach (SqsQueue queue in new[] { console.Orders, other, console.Orders })
        {
            console.DeadLetters.SendMessage(new()
            {
                MessageBody = $"of {queue.Name}",
                MessageAttributes = new Dictionary<string, MessageAttributeValue> { ["SourceQueueArn"] = new() { DataType = "String", StringValue = queue.Arn } },
            });
        }

        Assert.Equal(
            (HttpStatusCode.OK, "moved 3 messages from orders-dlq to orders and other"), await console.DoAsync("redrive", new { queue = console.DeadLetters.Arn }));

        Assert.Equal(["of orders", "of orders"], await console.Orders.ReceiveBodies());
        Assert.Equal(["of other"], await other.ReceiveBodies());
    }

    [Fact]
    public async Task The_queue_is_named_that_a_message_really_went_to()
    {
        await using ActionFixture console = await ActionFixture.StartAsync();
        SqsQueue other = console.Regions.Default.CreateQueue("other", TestQueues.Map(TestQueues.Redrive(console.DeadLetters, 1)));
        await ActionFixture.DeadLetterAsync(other, "a");
        console.Regions.Default.SetQueueAttributes(other, TestQueues.Map("RedrivePolicy="));

        Assert.Equal((HttpStatusCode.OK, "moved 1 message from orders-dlq to other"), await console.DoAsync("redrive", new { queue = console.DeadLetters.Arn }));
    }

    [Fact]
    public async Task If_several_queues_have_it_such_a_message_stays_and_the_user_is_told_why()
    {
        await using ActionFixture console = await ActionFixture.StartAsync();
        console.Regions.Default.CreateQueue("other", TestQueues.Map(TestQueues.Redrive(console.DeadLetters, 1)));
        await ActionFixture.DeadLetterAsync(console.Orders, "a");
        console.DeadLetters.Send("b");

        Assert.Equal(
            (HttpStatusCode.BadRequest,
                "1 of 2 messages from orders-dlq moved: SQS does not know where the next one came from (CouldNotDetermineMessageSource). "
                + "StartMessageMoveTask with a DestinationArn moves it."),
            await console.DoAsync("redrive", new { queue = console.DeadLetters.Arn }));

        Assert.Equal(["a"], await console.Orders.ReceiveBodies());
        Assert.Equal(["b"], await console.DeadLetters.ReceiveBodies());
        Assert.Empty(console.Told);
    }

    [Fact]
    public async Task Nothing_to_redrive_is_told()
    {
        await using ActionFixture console = await ActionFixture.StartAsync();

        Assert.Equal(
            (HttpStatusCode.OK, "no message of orders-dlq is visible: nothing was moved"), await console.DoAsync("redrive", new { queue = console.DeadLetters.Arn }));
    }

    [Fact]
    public async Task Only_a_dead_letter_queue_can_be_redriven()
    {
        await using ActionFixture console = await ActionFixture.StartAsync();

        Assert.Equal(
            (HttpStatusCode.BadRequest, "Source queue must be configured as a Dead Letter Queue."), await console.DoAsync("redrive", new { queue = console.Orders.Arn }));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_message_is_moved_back_and_the_others_stay_in_their_order(bool isFifo)
    {
        await using ActionFixture console = await ActionFixture.StartAsync();
        (SqsQueue queue, SqsQueue deadLetters) = QueuesOf(console, isFifo);
        string[] ids = [await ActionFixture.DeadLetterAsync(queue, "a"), await ActionFixture.DeadLetterAsync(queue, "b"), await ActionFixture.DeadLetterAsync(queue, "c")];

        (HttpStatusCode status, string text) = await console.DoAsync("redrive-one", new { queue = deadLetters.Arn, id = ids[1] });

        ReceivedMessage moved = await queue.ReceiveOne();
        Assert.Equal(("b", 1), (moved.Body, moved.ReceiveCount));
        Assert.Equal(
            (HttpStatusCode.OK, $"moved message {ids[1][..8]}… from {deadLetters.Name} to {queue.Name}, where it is {moved.MessageId[..8]}…"), (status, text));
        Assert.Equal(["a", "c"], await deadLetters.ReceiveBodies());
    }

    [Fact]
    public async Task A_message_that_is_not_visible_or_not_there_is_not_moved()
    {
        await using ActionFixture console = await ActionFixture.StartAsync();
        string id = await ActionFixture.DeadLetterAsync(console.Orders, "a");
        await console.DeadLetters.ReceiveOne(timeout: 900);

        Assert.Equal(
            (HttpStatusCode.NotFound, $"message {id[..8]}… is not visible in orders-dlq"),
            await console.DoAsync("redrive-one", new { queue = console.DeadLetters.Arn, id }));
        Assert.Equal((HttpStatusCode.NotFound, "message none is not visible in orders-dlq"), await console.DoAsync("redrive-one", new { queue = console.DeadLetters.Arn, id = "none" }));
        Assert.Equal(new QueueCounts(0, 1, 0), console.DeadLetters.Counts);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_message_whose_queue_is_not_known_or_gone_stays_in_the_dead_letter_queue(bool isGone)
    {
        await using ActionFixture console = await ActionFixture.StartAsync();
        string id = isGone ? await ActionFixture.DeadLetterAsync(console.Orders, "a") : console.DeadLetters.Send("a").MessageId;
        console.Regions.Default.DeleteQueue("orders");

        Assert.Equal(
            (HttpStatusCode.NotFound, "The queue that the message came from is not known or does not exist."),
            await console.DoAsync("redrive-one", new { queue = console.DeadLetters.Arn, id }));
        Assert.Equal(id, (await console.DeadLetters.ReceiveOne()).MessageId);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_message_is_deleted_whether_it_is_in_flight_or_not(bool isFifo)
    {
        await using ActionFixture console = await ActionFixture.StartAsync();
        (SqsQueue queue, _) = QueuesOf(console, isFifo);
        string[] ids = [SendTo(queue, "in-flight"), SendTo(queue, "waiting"), SendTo(queue, "kept")];
        await queue.ReceiveOne(timeout: 900);

        foreach (string id in ids[..2])
        {
            Assert.Equal((HttpStatusCode.OK, $"deleted message {id[..8]}… from {queue.Name}"), await console.DoAsync("delete", new { queue = queue.Arn, id }));
        }

        Assert.Equal(["kept"], await queue.ReceiveBodies());
        Assert.Equal((HttpStatusCode.NotFound, $"message {ids[0][..8]}… is not in {queue.Name} any more"), await console.DoAsync("delete", new { queue = queue.Arn, id = ids[0] }));
    }

    [Fact]
    public async Task A_queue_is_purged_and_not_again_within_a_minute()
    {
        await using ActionFixture console = await ActionFixture.StartAsync();
        console.Orders.SendAll("a", "b");

        Assert.Equal((HttpStatusCode.OK, "purged orders"), await console.DoAsync("purge", new { queue = console.Orders.Arn }));
        Assert.True(console.Orders.Counts.IsEmpty);
        Assert.Equal(
            (HttpStatusCode.Forbidden, "Only one PurgeQueue operation on orders is allowed every 60 seconds."),
            await console.DoAsync("purge", new { queue = console.Orders.Arn }));
    }

    private static string SendTo(SqsQueue queue, string body) => queue.Send(body, queue.IsFifo ? "g" : null, queue.IsFifo ? body : null).MessageId;

    private static (SqsQueue Queue, SqsQueue DeadLetters) QueuesOf(ActionFixture console, bool isFifo) =>
        isFifo ? (console.Fifo, console.FifoDeadLetters) : (console.Orders, console.DeadLetters);
}
