using Amazon.SQS;
using Amazon.SQS.Model;

namespace SqsLambda.Local.Tests.Http;

/// <summary>A message from its delay to its deletion, or to the dead-letter queue.</summary>
public sealed class SdkLifecycleTests(MovedClockEndpoint endpoint) : IClassFixture<MovedClockEndpoint>
{
    private const string Trace = "Root=1-5759e988-bd862e3fe1be46a994272793";

    private AmazonSQSClient Sqs => endpoint.Sqs;

    [Theory]
    [InlineData(false, null, 5)]
    [InlineData(false, 9, 9)]
    [InlineData(true, null, 5)]
    [InlineData(true, 9, 9)]
    public async Task Is_hidden_for_as_long_as_the_receive_or_else_the_queue_says(bool isFifo, int? timeout, int seconds)
    {
        string url = await QueueOfOneAsync(isFifo, "VisibilityTimeout=5");
        await Sqs.ReceiveOneAsync(url, timeout);
        endpoint.Pass(seconds - 0.001);
        Assert.Empty(await Sqs.ReceiveAsync(url));
        endpoint.Pass(0.001);

        Assert.Single(await Sqs.ReceiveAsync(url));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_changed_timeout_counts_from_the_change_and_for_this_receive_only(bool isFifo)
    {
        string url = await QueueOfOneAsync(isFifo);
        var message = await Sqs.ReceiveOneAsync(url);
        endpoint.Pass(20);
        await Sqs.HideAsync(url, message, 25);
        endpoint.Pass(24.999);
        Assert.Empty(await Sqs.ReceiveAsync(url));
        endpoint.Pass(0.001);
        await Sqs.ReceiveOneAsync(url);
        endpoint.Pass(29.999);
        Assert.Empty(await Sqs.ReceiveAsync(url));
        endpoint.Pass(0.001);

        Assert.Single(await Sqs.ReceiveAsync(url));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Each_receive_counts_and_has_its_own_handle_but_the_first_one_keeps_its_time(bool isFifo)
    {
        long sentAt = endpoint.NowMs;
        string url = await QueueOfOneAsync(isFifo);
        endpoint.Pass(1.5);
        long receivedAt = endpoint.NowMs;
        HashSet<string> handles = [];
        for (int count = 1; count <= 3; count++)
        {
            var message = await Sqs.ReceiveOneAsync(url);
            Assert.True(handles.Add(message.ReceiptHandle));
            Assert.Equal(
                (count, sentAt, receivedAt),
                (message.Number("ApproximateReceiveCount"), message.Number("SentTimestamp"), message.Number("ApproximateFirstReceiveTimestamp")));
            endpoint.Pass(30);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Goes_when_its_retention_ends_however_often_it_was_received(bool isFifo)
    {
        string url = await QueueOfOneAsync(isFifo, "MessageRetentionPeriod=60");
        await Sqs.ReceiveOneAsync(url);
        endpoint.Pass(59.999);
        var message = await Sqs.ReceiveOneAsync(url, timeout: 600);
        endpoint.Pass(0.001);

        Assert.Equal("0", (await Sqs.AttributesAsync(url))["ApproximateNumberOfMessagesNotVisible"]);
        await Sqs.DeleteAsync(url, message);
    }

    [Theory]
    [InlineData("345600", 345_600)]
    [InlineData("1209600", 1_209_600)]
    public async Task Is_kept_for_4_days_or_14_at_most(string retention, int seconds)
    {
        string url = await QueueOfOneAsync(isFifo: false, $"MessageRetentionPeriod={retention}");
        endpoint.Pass(seconds - 0.001);
        await Sqs.ReceiveOneAsync(url, timeout: 0);
        endpoint.Pass(0.001);

        Assert.Empty(await Sqs.ReceiveAsync(url));
    }

    [Theory]
    [InlineData(null, 6)]
    [InlineData(0, 0)]
    [InlineData(9, 9)]
    public async Task Is_delayed_as_it_says_or_else_as_the_queue_says(int? delay, int seconds)
    {
        string url = await Sqs.StandardAsync("DelaySeconds=6");
        await Sqs.SendAsync(url, "a", delay: delay);
        if (seconds > 0)
        {
            endpoint.Pass(seconds - 0.001);
            Assert.Empty(await Sqs.ReceiveAsync(url));
            endpoint.Pass(0.001);
        }

        Assert.Single(await Sqs.ReceiveAsync(url));
    }

    [Fact]
    public async Task Entries_of_a_batch_are_delayed_each_by_itself()
    {
        string url = await Sqs.StandardAsync();
        await Sqs.SendMessageBatchAsync(url, [new("1", "a"), new("2", "b") { DelaySeconds = 5 }, new("3", "c") { DelaySeconds = 3 }]);

        Assert.Equal("a", await Sqs.ReceiveBodiesAsync(url));
        endpoint.Pass(3);
        Assert.Equal("c", await Sqs.ReceiveBodiesAsync(url));
        endpoint.Pass(2);
        Assert.Equal("b", await Sqs.ReceiveBodiesAsync(url));
    }

    [Theory]
    [InlineData(false, "")]
    [InlineData(true, "a")]
    public async Task A_changed_delay_counts_for_messages_that_are_there_on_a_FIFO_queue_only(bool isFifo, string received)
    {
        string url = await QueueOfOneAsync(isFifo, "DelaySeconds=60");
        await Sqs.SetAsync(url, "DelaySeconds=1");
        endpoint.Pass(1);

        Assert.Equal(received, await Sqs.ReceiveBodiesAsync(url));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Moves_at_the_receive_after_the_last_that_is_allowed_and_stays_what_it_is(bool isFifo)
    {
        string dead = await Sqs.QueueAsync(isFifo);
        string url = await Sqs.QueueAsync(isFifo, await Sqs.RedriveToAsync(dead, 2));
        var sent = await Sqs.SendMessageAsync(new SendMessageRequest(url, "a")
        {
            MessageGroupId = "g",
            MessageAttributes = new() { ["n"] = new() { DataType = "Number.int", StringValue = "6" } },
            MessageSystemAttributes = new() { ["AWSTraceHeader"] = new() { DataType = "String", StringValue = Trace } },
        });
        long firstReceivedAt = endpoint.NowMs;
        for (int i = 0; i < 2; i++)
        {
            await Sqs.ReceiveOneAsync(url);
            endpoint.Pass(30);
        }

        Assert.Empty(await Sqs.ReceiveAsync(dead));
        Assert.Empty(await Sqs.ReceiveAsync(url));
        var moved = await Sqs.ReceiveOneAsync(dead);
        Assert.Equal((sent.MessageId, "a", sent.MD5OfMessageAttributes), (moved.MessageId, moved.Body, moved.MD5OfMessageAttributes));
        Assert.Equal((3, firstReceivedAt), (moved.Number("ApproximateReceiveCount"), moved.Number("ApproximateFirstReceiveTimestamp")));
        Assert.Equal(
            (Trace, "g", (await Sqs.AttributesAsync(url))["QueueArn"]),
            (moved.Attributes["AWSTraceHeader"], moved.Attributes["MessageGroupId"], moved.Attributes["DeadLetterQueueSourceArn"]));
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 30)]
    public async Task A_moved_message_keeps_its_enqueue_time_unless_the_queues_are_FIFO(bool isFifo, int laterBy)
    {
        string dead = await Sqs.QueueAsync(isFifo, "MessageRetentionPeriod=60");
        long sentAt = endpoint.NowMs;
        string url = await QueueOfOneAsync(isFifo, await Sqs.RedriveToAsync(dead, 1));
        await Sqs.ReceiveOneAsync(url);
        endpoint.Pass(30);
        Assert.Empty(await Sqs.ReceiveAsync(url));
        Assert.Equal(sentAt + (laterBy * 1000), (await Sqs.ReceiveOneAsync(dead, timeout: 0)).Number("SentTimestamp"));

        endpoint.Pass(29.999 + laterBy);
        await Sqs.ReceiveOneAsync(dead, timeout: 0);
        endpoint.Pass(0.001);
        Assert.Empty(await Sqs.ReceiveAsync(dead));
    }

    [Fact]
    public async Task A_receive_gets_what_is_behind_the_messages_that_it_moves()
    {
        string dead = await Sqs.StandardAsync();
        string url = await Sqs.StandardAsync(await Sqs.RedriveToAsync(dead, 1));
        await Sqs.SendAllAsync(url, "a", "b");
        await Sqs.ReceiveAsync(url, timeout: 0);
        await Sqs.SendAsync(url, "c");

        Assert.Equal("c", await Sqs.ReceiveBodiesAsync(url));
        Assert.Equal("a b", await Sqs.ReceiveBodiesAsync(dead));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Unknown_system_attributes_are_no_error(bool isFifo)
    {
        string url = await QueueOfOneAsync(isFifo);
        var received = await Sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = url, MessageSystemAttributeNames = ["Bogus"] });

        Assert.Null(Assert.Single(received.Messages).Attributes);
    }

    private async Task<string> QueueOfOneAsync(bool isFifo, params string[] attributes)
    {
        string url = await Sqs.QueueAsync(isFifo, attributes);
        await Sqs.SendAsync(url, "a", "g");
        return url;
    }
}
