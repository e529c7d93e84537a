using System.Text;
using SqsLambda.Local.Sqs;
using SqsLambda.Local.Sqs.Messages;
using SqsLambda.Local.Sqs.Queues;
using SqsLambda.Local.Sqs.Redrive;

namespace SqsLambda.Local.Tests.Sqs.Redrive;

public sealed class MoveTaskTests
{
    private readonly TestQueues _queues = new();

    private MessageMoveTasks Tasks => _queues.Service.MoveTasks;

    [Fact]
    public async Task Returns_a_moved_message_to_its_own_source()
    {
        var dead = _queues.Standard("dead");
        var a = _queues.Standard("a", TestQueues.Redrive(dead, 1));
        var b = _queues.Standard("b", TestQueues.Redrive(dead, 1));
        a.SendAll("a-1", "a-2");
        b.SendAll("b-1");
        await LetDie(a, b);
        Assert.Equal(3, dead.Counts.Visible);
        Tasks.Start(dead.Arn);

        Assert.Equal(["a-1", "a-2"], await a.ReceiveBodies());
        Assert.Equal(["b-1"], await b.ReceiveBodies());
        Assert.Equal(0, dead.Counts.Total);
        AssertTask(dead, MoveTaskStatus.Completed, moved: 3, toMove: 3);
    }

    [Fact]
    public async Task Moves_all_messages_to_the_destination_that_is_given()
    {
        var (dead, queue) = DeadWith("1", "2");
        var destination = _queues.Standard("destination");
        Tasks.Start(dead.Arn, destination.Arn);

        Assert.Equal(["1", "2"], await destination.ReceiveBodies());
        Assert.Equal((0, 0), (dead.Counts.Total, queue.Counts.Total));
        Assert.Equal(destination.Arn, AssertTask(dead, MoveTaskStatus.Completed, moved: 2, toMove: 2).DestinationArn);
    }

    [Fact]
    public async Task A_moved_message_is_a_new_one_with_the_old_body_attributes_and_trace_header()
    {
        var dead = _queues.Standard("dead");
        var queue = _queues.Standard("q", TestQueues.Redrive(dead, 1), "MessageRetentionPeriod=60");
        var sent = queue.SendMessage(new()
        {
            MessageBody = "a",
            MessageGroupId = "tenant",
            MessageAttributes = new Dictionary<string, MessageAttributeValue> { ["MyAttribute"] = MessageAttributeValue.String("foobar") },
            MessageSystemAttributes = new Dictionary<string, MessageAttributeValue> { ["AWSTraceHeader"] = MessageAttributeValue.String("Root=1") },
        });
        await LetDie(queue);
        _queues.Pass(100);
        Tasks.Start(dead.Arn);
        _queues.Pass(59);
        var moved = await queue.ReceiveOne(timeout: 0);
        var attributes = moved.SystemAttributes();

        Assert.NotEqual(sent.MessageId, moved.MessageId);
        Assert.Equal(("a", "adb59cd4678ea5a855436b949cd07ab6"), (moved.Body, moved.Md5OfMessageAttributes));
        Assert.Equal(
            ["ApproximateReceiveCount", "AWSTraceHeader", "SentTimestamp", "MessageGroupId", "SenderId", "ApproximateFirstReceiveTimestamp"],
            attributes.Keys);
        Assert.Equal(("1", "Root=1", "tenant"), (attributes["ApproximateReceiveCount"], attributes["AWSTraceHeader"], attributes["MessageGroupId"]));
        Assert.Equal($"{Now(-59)}", attributes["SentTimestamp"]);
        Assert.Equal($"{Now()}", attributes["ApproximateFirstReceiveTimestamp"]);
        _queues.Pass(1);
        Assert.Equal(0, queue.Counts.Total);
    }

    [Fact]
    public async Task A_moved_message_may_be_received_as_often_as_a_new_one()
    {
        var dead = _queues.Standard("dead");
        var queue = _queues.Standard("q", TestQueues.Redrive(dead, 2));
        queue.Send("a");
        for (int round = 0; round < 2; round++)
        {
            Assert.Equal(1, (await queue.ReceiveOne(timeout: 0)).ReceiveCount);
            Assert.Equal(2, (await queue.ReceiveOne(timeout: 0)).ReceiveCount);
            Assert.Empty(await queue.Receive());
            Assert.Equal(1, dead.Counts.Visible);
            Tasks.Start(dead.Arn);
        }
    }

    [Fact]
    public async Task A_moved_message_waits_as_long_as_the_destination_delays_new_ones()
    {
        var (dead, _) = DeadWith("1");
        var destination = _queues.Standard("destination", "DelaySeconds=5");
        Tasks.Start(dead.Arn, destination.Arn);
        Assert.Empty(await destination.Receive());
        _queues.Pass(5);

        Assert.Equal(["1"], await destination.ReceiveBodies());
    }

    [Fact]
    public async Task A_FIFO_queue_gets_each_group_back_in_its_order()
    {
        var dead = _queues.Fifo("dead");
        var queue = _queues.Fifo("q", TestQueues.Redrive(dead, 1));
        queue.SendAll("g-1", "h-1", "g-2", "h-2", "g-3");
        await LetDie(queue);
        Tasks.Start(dead.Arn, maxNumberOfMessagesPerSecond: 2);
        _queues.Pass(1);
        _queues.Pass(1);

        Assert.Equal(0, dead.Counts.Total);
        var received = await queue.Receive();
        Assert.Equal(["g-1", "g-2", "g-3"], received.Where(message => message.MessageGroupId == "g").Select(message => message.Body));
        Assert.Equal(["h-1", "h-2"], received.Where(message => message.MessageGroupId == "h").Select(message => message.Body));
        string[] sequenceNumbers = [.. received.Where(message => message.MessageGroupId == "g").Select(message => message.SystemAttributes()["SequenceNumber"])];
        Assert.Equal(sequenceNumbers.Order(StringComparer.Ordinal), sequenceNumbers);
    }

    [Fact]
    public async Task Deduplication_swallows_no_moved_message_and_nothing_because_of_one()
    {
        var dead = _queues.Fifo("dead");
        var queue = _queues.Fifo("q", TestQueues.Redrive(dead, 1));
        queue.Send("a", "g", "id");
        for (int round = 0; round < 3; round++)
        {
            await LetDie(queue);
            Tasks.Start(dead.Arn);
            var moved = await queue.ReceiveOne(timeout: 0);
            Assert.Equal(moved.MessageId, moved.SystemAttributes()["MessageDeduplicationId"]);
            queue.Send("b", "g", moved.MessageId);
            Assert.Equal(2, queue.Counts.Total);
            queue.DeleteMessage((await queue.Receive()).Single(message => message.Body == "b").ReceiptHandle);
            _queues.Pass(30);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Only_messages_that_can_be_received_are_moved(bool isFifo)
    {
        var dead = isFifo ? _queues.Fifo("dead") : _queues.Standard("dead");
        var destination = isFifo ? _queues.Fifo("destination") : _queues.Standard("destination");
        _ = isFifo ? _queues.Fifo("q", TestQueues.Redrive(dead, 1)) : _queues.Standard("q", TestQueues.Redrive(dead, 1));
        dead.SendAll("g-1", "h-1", "g-2");
        var held = await dead.ReceiveOne(timeout: 600);
        Tasks.Start(dead.Arn, destination.Arn);

        // On a FIFO queue what is behind a message in flight cannot be received either.
        Assert.Equal("g-1", held.Body);
        Assert.Equal(isFifo ? ["h-1"] : ["h-1", "g-2"], await destination.ReceiveBodies());
        AssertTask(dead, MoveTaskStatus.Completed, moved: isFifo ? 1 : 2, toMove: 2);
        dead.DeleteMessage(held.ReceiptHandle);
        Assert.Equal(isFifo ? ["g-2"] : [], await dead.ReceiveBodies());
    }

    [Fact]
    public async Task What_arrives_after_the_start_stays()
    {
        var (dead, queue) = DeadWith("1", "2");
        Tasks.Start(dead.Arn, queue.Arn, 1);
        dead.SendAll("3", "4");
        _queues.Pass(1);

        AssertTask(dead, MoveTaskStatus.Completed, moved: 2, toMove: 2);
        Assert.Equal(["1", "2"], await queue.ReceiveBodies());
        Assert.Equal(["3", "4"], await dead.ReceiveBodies());
    }

    [Fact]
    public async Task A_task_without_messages_is_completed_at_once_and_moves_none()
    {
        var (dead, queue) = DeadWith();
        Tasks.Start(dead.Arn);
        dead.Send("late");

        AssertTask(dead, MoveTaskStatus.Completed, moved: 0, toMove: 0);
        Assert.Empty(await queue.Receive());
    }

    [Fact]
    public void A_task_ends_when_nothing_is_left_of_what_was_there()
    {
        var (dead, queue) = DeadWith("1", "2", "3");
        Tasks.Start(dead.Arn, queue.Arn, 1);
        dead.Purge();
        _queues.Pass(1);

        AssertTask(dead, MoveTaskStatus.Completed, moved: 1, toMove: 3);
        Assert.Equal(1, queue.Counts.Total);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(500)]
    public void No_second_sees_more_messages_moved_than_may_be(int max)
    {
        var (dead, queue) = DeadWith([.. Enumerable.Range(0, 4 * max).Select(i => $"{i}")]);
        Tasks.Start(dead.Arn, queue.Arn, max);
        Assert.Equal(max, queue.Counts.Total);
        _queues.Pass(0.999);
        Assert.Equal(max, queue.Counts.Total);
        _queues.Pass(0.001);
        Assert.Equal(2 * max, queue.Counts.Total);

        // A clock that jumps, or a machine that slept, is no reason to catch up.
        _queues.Pass(100);
        Assert.Equal(3 * max, queue.Counts.Total);
        _queues.Pass(1);
        Assert.Equal(4 * max, queue.Counts.Total);
        AssertTask(dead, MoveTaskStatus.Completed, moved: 4 * max, toMove: 4 * max);
    }

    [Fact]
    public async Task A_long_poll_at_the_destination_wakes_for_a_moved_message()
    {
        var (dead, queue) = DeadWith("1", "2");
        var first = queue.LongPoll();
        var second = queue.LongPoll();
        Tasks.Start(dead.Arn, queue.Arn, 1);
        Assert.Equal(["1"], await first.ServedBodies());
        Assert.False(second.IsCompleted);
        _queues.Pass(1);

        Assert.Equal(["2"], await second.ServedBodies());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_deleted_destination_fails_the_task_and_leaves_the_rest_where_it_was(bool isFifo)
    {
        var dead = isFifo ? _queues.Fifo("dead") : _queues.Standard("dead");
        var destination = isFifo ? _queues.Fifo("destination") : _queues.Standard("destination");
        _ = isFifo ? _queues.Fifo("q", TestQueues.Redrive(dead, 1)) : _queues.Standard("q", TestQueues.Redrive(dead, 1));
        dead.SendAll("g-1", "g-2", "g-3");
        Tasks.Start(dead.Arn, destination.Arn, 1);
        Assert.Equal(["g-1"], await destination.ReceiveBodies());
        _queues.Service.DeleteQueue(destination.Name);
        var poll = dead.LongPoll(max: 1);
        Assert.Equal(["g-2"], await poll.ServedBodies());
        dead.ChangeMessageVisibility((await poll)[0].ReceiptHandle, TimeSpan.Zero);
        _queues.Pass(1);

        var task = AssertTask(dead, MoveTaskStatus.Failed, moved: 1, toMove: 3);
        Assert.Equal(("AWS.SimpleQueueService.NonExistentQueue", null), (task.FailureReason, task.TaskHandle));
        Assert.Equal(2, dead.Counts.Visible);
        string[] left = await dead.ReceiveBodies();
        Assert.Equal(["g-2", "g-3"], isFifo ? left : left.Order());
    }

    [Fact]
    public async Task A_message_whose_own_source_is_deleted_fails_the_task()
    {
        var dead = _queues.Standard("dead");
        var gone = _queues.Standard("gone", TestQueues.Redrive(dead, 1));
        _queues.Standard("other", TestQueues.Redrive(dead, 1));
        gone.Send("a");
        await LetDie(gone);
        _queues.Service.DeleteQueue("gone");
        Tasks.Start(dead.Arn);

        Assert.Equal("AWS.SimpleQueueService.NonExistentQueue", AssertTask(dead, MoveTaskStatus.Failed, moved: 0, toMove: 1).FailureReason);
        Assert.Equal(["a"], await dead.ReceiveBodies());
    }

    [Fact]
    public async Task A_message_that_was_sent_to_the_dead_letter_queue_itself_has_no_source_to_go_back_to()
    {
        var (dead, _) = DeadWith("direct");
        Tasks.Start(dead.Arn);

        Assert.Equal("CouldNotDetermineMessageSource", AssertTask(dead, MoveTaskStatus.Failed, moved: 0, toMove: 1).FailureReason);
        Assert.Equal(["direct"], await dead.ReceiveBodies());
    }

    [Fact]
    public void A_deleted_source_ends_the_task()
    {
        var (dead, queue) = DeadWith("1", "2");
        Tasks.Start(dead.Arn, queue.Arn, 1);
        var task = Assert.Single(dead.MoveTasks.NewestFirst);
        _queues.Service.DeleteQueue("dead");
        _queues.Pass(1);

        Assert.False(task.IsActive);
        Assert.Equal(1, queue.Counts.Total);
        AssertNotFound("The resource that you specified for the SourceArn parameter doesn't exist.", () => Tasks.List(dead.Arn));
    }

    [Fact]
    public async Task A_message_in_its_move_can_neither_be_received_nor_released_and_is_there_once()
    {
        var (dead, _) = DeadWith("1");
        var old = await dead.ReceiveOne(timeout: 1);
        _queues.Pass(1);
        var moving = dead.BeginMove()!;

        Assert.Null(dead.BeginMove());
        dead.ChangeMessageVisibility(old.ReceiptHandle, TimeSpan.Zero);
        Assert.Empty(await dead.Receive());
        Assert.Equal(new QueueCounts(1, 0, 0), dead.Counts);
        dead.EndMove(moving, new("arn", "id"));
        Assert.Equal(0, dead.Counts.Total);
    }

    [Theory]
    [InlineData("purge")]
    [InlineData("delete")]
    [InlineData("expire")]
    public async Task A_message_that_goes_in_its_move_does_not_come_back(string how)
    {
        var (dead, _) = DeadWith("1");
        var old = await dead.ReceiveOne(timeout: 1);
        _queues.Pass(1);
        var moving = dead.BeginMove()!;
        switch (how)
        {
            case "purge":
                dead.Purge();
                break;
            case "delete":
                dead.DeleteMessage(old.ReceiptHandle);
                break;
            default:
                _queues.Pass(345_600);
                break;
        }

        dead.EndMove(moving, to: null);
        Assert.Equal(0, dead.Counts.Total);
        Assert.Empty(await dead.Receive());
    }

    [Fact]
    public async Task A_message_that_could_not_be_moved_wakes_who_waits_for_it()
    {
        var (dead, _) = DeadWith("1");
        var moving = dead.BeginMove()!;
        var poll = dead.LongPoll();
        Assert.False(poll.IsCompleted);
        dead.EndMove(moving, to: null);

        Assert.Equal(["1"], await poll.ServedBodies());
    }

    [Fact]
    public void A_task_runs_for_36_hours_at_most()
    {
        var (dead, queue) = DeadWith("1", "2", "3");
        Tasks.Start(dead.Arn, queue.Arn, 1);
        _queues.Pass(36 * 3_600);

        AssertTask(dead, MoveTaskStatus.Failed, moved: 1, toMove: 3);
        Assert.Equal(2, dead.Counts.Visible);
    }

    [Fact]
    public void A_task_handle_is_the_base64_of_a_UUID_and_the_source()
    {
        var (dead, queue) = DeadWith("1");
        string handle = Tasks.Start(dead.Arn, queue.Arn);

        Assert.Matches(
            $$"""^\{"taskId":"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}","sourceArn":"{{dead.Arn}}"\}$""",
            Encoding.UTF8.GetString(Convert.FromBase64String(handle)));
    }

    private (SqsQueue Dead, SqsQueue Queue) DeadWith(params string[] bodies)
    {
        var dead = _queues.Standard("dead");
        var queue = _queues.Standard("q", TestQueues.Redrive(dead, 1));
        dead.SendAll(bodies);
        return (dead, queue);
    }

    /// <summary>Lets what is in the queues go to their dead-letter queue.</summary>
    private static async Task LetDie(params SqsQueue[] queues)
    {
        foreach (var queue in queues)
        {
            foreach (var message in await queue.Receive())
            {
                queue.ChangeMessageVisibility(message.ReceiptHandle, TimeSpan.Zero);
            }

            Assert.Empty(await queue.Receive());
        }
    }

    private ListMessageMoveTasksResultEntry AssertTask(SqsQueue source, string status, int moved, int toMove)
    {
        var task = Assert.Single(Tasks.List(source.Arn));
        Assert.Equal((status, moved, toMove), (task.Status, task.ApproximateNumberOfMessagesMoved, task.ApproximateNumberOfMessagesToMove));
        return task;
    }

    private static void AssertNotFound(string message, Action action)
    {
        var error = Assert.Throws<SqsException>(action);
        Assert.Equal(("ResourceNotFoundException", 404, message), (error.Code, error.HttpStatus, error.Message));
    }

    private long Now(int seconds = 0) => _queues.Time.GetUtcNow().AddSeconds(seconds).ToUnixTimeMilliseconds();
}
