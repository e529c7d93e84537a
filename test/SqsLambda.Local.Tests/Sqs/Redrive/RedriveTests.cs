using SqsLambda.Local.Sqs;
using SqsLambda.Local.Sqs.Messages;
using SqsLambda.Local.Sqs.Queues;
using SqsLambda.Local.Sqs.Redrive;

namespace SqsLambda.Local.Tests.Sqs.Redrive;

public sealed class RedriveTests
{
    private readonly TestQueues _queues = new();

    [Fact]
    public async Task A_message_moves_at_the_receive_after_maxReceiveCount_of_them()
    {
        var dead = _queues.Standard("dead");
        var queue = _queues.Standard("q", TestQueues.Redrive(dead, 2));
        queue.Send("a");
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(["a"], await queue.ReceiveBodies());
            _queues.Pass(30);
        }

        Assert.Equal((1, 0), (queue.Counts.Total, dead.Counts.Total));
        Assert.Empty(await queue.Receive());
        Assert.Equal((0, 1), (queue.Counts.Total, dead.Counts.Visible));
    }

    [Fact]
    public async Task A_moved_message_keeps_what_it_was_and_goes_on_counting()
    {
        var dead = _queues.Standard("dead");
        var queue = _queues.Standard("q", TestQueues.Redrive(dead, 1));
        queue.SendMessage(new()
        {
            MessageBody = "a",
            MessageAttributes = new Dictionary<string, MessageAttributeValue> { ["MyAttribute"] = MessageAttributeValue.String("foobar") },
            MessageSystemAttributes = new Dictionary<string, MessageAttributeValue> { ["AWSTraceHeader"] = MessageAttributeValue.String("Root=1") },
        });
        var first = await queue.ReceiveOne();
        _queues.Pass(30);
        Assert.Empty(await queue.Receive());
        var moved = await dead.ReceiveOne();

        Assert.Equal(first.MessageId, moved.MessageId);
        Assert.Equal("adb59cd4678ea5a855436b949cd07ab6", moved.Md5OfMessageAttributes);
        var (before, after) = (first.SystemAttributes(), moved.SystemAttributes());
        Assert.Equal("2", after["ApproximateReceiveCount"]);
        Assert.Equal(queue.Arn, after["DeadLetterQueueSourceArn"]);
        Assert.Equal("Root=1", after["AWSTraceHeader"]);
        Assert.Equal(before["SentTimestamp"], after["SentTimestamp"]);
        Assert.Equal(before["ApproximateFirstReceiveTimestamp"], after["ApproximateFirstReceiveTimestamp"]);
    }

    [Fact]
    public async Task A_standard_queue_keeps_the_enqueue_time_so_that_retention_goes_on()
    {
        var dead = _queues.Standard("dead", "MessageRetentionPeriod=60");
        var queue = _queues.Standard("q", TestQueues.Redrive(dead, 1));
        queue.Send("a");
        await queue.ReceiveOne(timeout: 50);
        _queues.Pass(50);
        Assert.Empty(await queue.Receive());
        Assert.Equal(1, dead.Counts.Total);
        _queues.Pass(10);
        Assert.Equal(0, dead.Counts.Total);
    }

    [Fact]
    public async Task A_FIFO_queue_resets_the_enqueue_time_and_replaces_the_deduplication_id_by_the_message_id()
    {
        var dead = _queues.Fifo("dead", "MessageRetentionPeriod=60");
        var queue = _queues.Fifo("q", TestQueues.Redrive(dead, 1));
        var sent = queue.Send("a", "g", "id");
        await queue.ReceiveOne(timeout: 50);
        _queues.Pass(50);
        Assert.Empty(await queue.Receive());
        _queues.Pass(59);
        var moved = (await dead.ReceiveOne()).SystemAttributes();

        Assert.Equal(sent.MessageId, moved["MessageDeduplicationId"]);
        Assert.Equal(_queues.Time.GetUtcNow().AddSeconds(-59).ToUnixTimeMilliseconds().ToString(), moved["SentTimestamp"]);
        Assert.Equal("g", moved["MessageGroupId"]);
    }

    [Fact]
    public async Task A_message_moves_as_soon_as_it_is_due_while_someone_waits()
    {
        var dead = _queues.Standard("dead");
        var queue = _queues.Standard("q", TestQueues.Redrive(dead, 1));
        queue.Send("a");
        await queue.ReceiveOne(timeout: 10);
        var poll = queue.LongPoll();
        var deadPoll = dead.LongPoll();
        _queues.Pass(9.999);
        Assert.False(deadPoll.IsCompleted);
        _queues.Pass(0.001);

        Assert.Equal(["a"], await deadPoll.ServedBodies());
        Assert.False(poll.IsCompleted);
        Assert.Equal(0, queue.Counts.Total);
    }

    [Fact]
    public async Task The_group_of_a_moved_message_goes_on_with_its_next()
    {
        var dead = _queues.Fifo("dead");
        var queue = _queues.Fifo("q", TestQueues.Redrive(dead, 1));
        queue.SendAll("g-1", "g-2", "g-3");
        await queue.ReceiveOne();
        _queues.Pass(30);

        Assert.Equal(["g-2", "g-3"], await queue.ReceiveBodies());
        Assert.Equal(["g-1"], await dead.ReceiveBodies());
    }

    [Fact]
    public async Task Messages_of_a_group_reach_the_dead_letter_queue_in_their_order()
    {
        var dead = _queues.Fifo("dead");
        var queue = _queues.Fifo("q", TestQueues.Redrive(dead, 1));
        string[] bodies = [.. Enumerable.Range(0, 10).Select(i => $"g-{i}")];
        queue.SendAll(bodies);
        await queue.Receive();
        _queues.Pass(30);
        await queue.Receive();

        Assert.Equal(bodies, await dead.ReceiveBodies());
    }

    [Fact]
    public async Task The_host_is_told_of_each_moved_message()
    {
        var dead = _queues.Standard("dead");
        var queue = _queues.Standard("q", TestQueues.Redrive(dead, 1));
        List<DeadLetteredMessage> told = [];
        queue.Observers.Add(new ToldOfQueue { DeadLettered = told.Add });
        var sent = queue.Send("a");
        await queue.ReceiveOne();
        _queues.Pass(30);
        await queue.Receive();

        Assert.Equal(new QueueCounts(0, 0, 0), queue.Counts);
        var message = Assert.Single(told);
        Assert.Equal(
            (sent.MessageId, "a", 1, queue.Arn, dead.Arn),
            (message.Message.MessageId, message.Message.Body, message.ReceiveCount, message.SourceArn, message.TargetArn));
    }

    [Fact]
    public async Task Messages_stay_where_they_are_when_the_dead_letter_queue_is_gone()
    {
        var dead = _queues.Standard("dead");
        var queue = _queues.Standard("q", TestQueues.Redrive(dead, 1));
        queue.Send("a");
        _queues.Service.DeleteQueue("dead");
        await queue.ReceiveOne();
        _queues.Pass(30);

        Assert.Equal(2, (await queue.ReceiveOne()).ReceiveCount);
    }

    [Fact]
    public async Task Dead_letter_queues_may_form_a_circle()
    {
        var a = _queues.Standard("a");
        var b = _queues.Standard("b", TestQueues.Redrive(a, 1));
        _queues.Service.SetQueueAttributes(a, TestQueues.Map(TestQueues.Redrive(b, 1)));
        a.Send("x");
        for (int round = 0; round < 3; round++)
        {
            foreach (var queue in (SqsQueue[])[a, b])
            {
                Assert.Equal(["x"], await queue.ReceiveBodies());
                _queues.Pass(30);
                Assert.Empty(await queue.Receive());
            }
        }
    }

    [Theory]
    [InlineData("{}", "Value {} for parameter RedrivePolicy is invalid. Reason: Redrive policy does not contain mandatory attribute: maxReceiveCount.")]
    [InlineData("""{"maxReceiveCount":1}""", "*Reason: Redrive policy does not contain mandatory attribute: deadLetterTargetArn.")]
    [InlineData("""{"maxReceiveCount":0,"deadLetterTargetArn":"#"}""", "*Reason: Invalid value for maxReceiveCount: 0, valid values are from 1 to 1000 both inclusive.")]
    [InlineData("""{"maxReceiveCount":1001,"deadLetterTargetArn":"#"}""", "*Reason: Invalid value for maxReceiveCount: 1001, valid values are from 1 to 1000 both inclusive.")]
    [InlineData("""{"maxReceiveCount":"x","deadLetterTargetArn":"#"}""", "*Reason: Invalid value for maxReceiveCount: x, valid values are from 1 to 1000 both inclusive.")]
    [InlineData("""{"maxReceiveCount":1,"deadLetterTargetArn":"#","other":1}""", "*Reason: Only following attributes are supported: [maxReceiveCount, deadLetterTargetArn].")]
    [InlineData("""{"maxReceiveCount":1,"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:none"}""", "*Reason: Dead letter target does not exist.")]
    [InlineData("""{"maxReceiveCount":1,"deadLetterTargetArn":"#.fifo"}""", "*Reason: Dead-letter queue must be same type of queue as the source.")]
    [InlineData("nonsense", "Invalid value for the parameter RedrivePolicy. Reason: Redrive policy is not a valid JSON map.")]
    [InlineData("[]", "Invalid value for the parameter RedrivePolicy. Reason: Redrive policy is not a valid JSON map.")]
    public void A_redrive_policy_that_is_none_is_refused(string policy, string message)
    {
        var dead = _queues.Standard("dead");
        _queues.Fifo("dead");
        policy = policy.Replace("#", dead.Arn, StringComparison.Ordinal);

        var error = Assert.Throws<SqsException>(() => _queues.Standard("q", $"RedrivePolicy={policy}"));
        Assert.EndsWith(message.TrimStart('*'), error.Message, StringComparison.Ordinal);
        Assert.StartsWith(message.StartsWith('*') ? "Value {" : message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_queue_may_be_its_own_dead_letter_queue(bool isFifo)
    {
        var queue = isFifo ? _queues.Fifo("q") : _queues.Standard("q");
        queue.With(_queues, TestQueues.Redrive(queue, 1));
        Assert.Equal(new RedrivePolicy(queue.Arn, 1), queue.RedrivePolicy);

        string id = queue.Send("a", isFifo ? "g" : null).MessageId;
        for (int receive = 1; receive <= 3; receive++)
        {
            var received = await queue.ReceiveOne();
            Assert.Equal((id, receive), (received.MessageId, received.ReceiveCount));
            Assert.Equal(receive > 1 ? queue.Arn : null, received.SystemAttributes().GetValueOrDefault("DeadLetterQueueSourceArn"));
            _queues.Pass(30);
            Assert.Empty(await queue.Receive());
            Assert.Equal(new QueueCounts(1, 0, 0), queue.Counts);
        }
    }

    [Fact]
    public void A_new_queue_may_name_itself_as_its_dead_letter_queue()
    {
        var queue = _queues.Standard("q", """RedrivePolicy={"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:q","maxReceiveCount":1}""");

        Assert.Equal(new RedrivePolicy(queue.Arn, 1), queue.RedrivePolicy);
    }

    [Fact]
    public void A_queue_that_denies_itself_is_not_its_own_dead_letter_queue()
    {
        var error = Assert.Throws<SqsException>(() => _queues.Standard(
            "q",
            """RedrivePolicy={"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:q","maxReceiveCount":1}""",
            """RedriveAllowPolicy={"redrivePermission":"denyAll"}"""));

        Assert.EndsWith("does not allow this source queue.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_redrive_policy_is_kept_in_one_form_and_unset_by_an_empty_text()
    {
        var dead = _queues.Standard("dead");
        string policy = $$"""{ "maxReceiveCount" : "42", "deadLetterTargetArn" : "{{dead.Arn}}" }""";
        var queue = _queues.Standard("q", $"RedrivePolicy={policy}");
        Assert.Equal($$"""{"deadLetterTargetArn":"{{dead.Arn}}","maxReceiveCount":42}""", queue.GetAttributes(["RedrivePolicy"])["RedrivePolicy"]);
        Assert.Equal(new RedrivePolicy(dead.Arn, 42), queue.RedrivePolicy);
        Assert.Same(queue, _queues.Standard("q", TestQueues.Redrive(dead, 42)));

        _queues.Service.SetQueueAttributes(queue, TestQueues.Map("RedrivePolicy="));
        Assert.Empty(queue.GetAttributes(["RedrivePolicy"]));
        Assert.Null(queue.RedrivePolicy);
    }

    [Theory]
    [InlineData("""{"redrivePermission":"allowAll"}""", true)]
    [InlineData("""{"redrivePermission":"denyAll"}""", false)]
    [InlineData("""{"redrivePermission":"byQueue","sourceQueueArns":["arn:aws:sqs:us-east-1:000000000000:q"]}""", true)]
    [InlineData("""{"redrivePermission":"byQueue","sourceQueueArns":["arn:aws:sqs:us-east-1:000000000000:other"]}""", false)]
    public void A_dead_letter_queue_decides_which_queues_may_use_it(string policy, bool isAllowed)
    {
        var dead = _queues.Standard("dead", $"RedriveAllowPolicy={policy}");
        var error = Record.Exception(() => _queues.Standard("q", TestQueues.Redrive(dead, 1)));

        Assert.Equal(isAllowed, error is null);
    }
}
