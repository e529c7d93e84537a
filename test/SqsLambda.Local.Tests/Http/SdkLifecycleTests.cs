using System.Globalization;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace SqsLambda.Local.Tests.Http;

/// <summary>What becomes of a message with time, and what its receipt handles are good for, as the SDK sees it.</summary>
public sealed class SdkLifecycleTests(MovedClockEndpoint endpoint) : IClassFixture<MovedClockEndpoint>
{
    private const string Expired = "The receipt handle has expired.";
    private const string NotAvailable = "Message does not exist or is not available for visibility timeout change.";

    [Fact]
    public async Task Each_receive_counts_has_a_handle_of_its_own_and_keeps_the_time_of_the_first()
    {
        SdkQueue queue = await CreateAsync();
        await queue.SendAsync("a");
        Message first = await queue.ReceiveOneAsync();
        endpoint.Pass(30);
        Message second = await queue.ReceiveOneAsync();

        Assert.Equal(("1", "2"), (first.Attributes["ApproximateReceiveCount"], second.Attributes["ApproximateReceiveCount"]));
        Assert.NotEqual(first.ReceiptHandle, second.ReceiptHandle);
        Assert.Equal(first.Attributes["ApproximateFirstReceiveTimestamp"], second.Attributes["ApproximateFirstReceiveTimestamp"]);
    }

    [Theory]
    [InlineData(null, 29.999, "")]
    [InlineData(null, 30, "a")]
    [InlineData(5, 4.999, "")]
    [InlineData(5, 5, "a")]
    [InlineData(43_200, 43_199, "")]
    [InlineData(43_200, 43_200, "a")]
    public async Task A_message_is_hidden_for_its_visibility_timeout(int? timeout, double seconds, string received)
    {
        SdkQueue queue = await CreateAsync();
        await queue.SendAsync("a");
        await queue.ReceiveOneAsync(timeout);
        endpoint.Pass(seconds);

        Assert.Equal(received, await queue.ReceiveBodiesAsync());
    }

    [Fact]
    public async Task A_changed_timeout_is_not_remembered_for_the_next_receive()
    {
        SdkQueue queue = await CreateAsync();
        await queue.SendAsync("a");
        await queue.HideAsync(await queue.ReceiveOneAsync(), 100);
        endpoint.Pass(100);
        await queue.ReceiveOneAsync();
        endpoint.Pass(30);

        Assert.Equal("a", await queue.ReceiveBodiesAsync());
    }

    [Fact]
    public async Task A_message_is_hidden_for_12_hours_at_most_in_all()
    {
        SdkQueue queue = await CreateAsync();
        await queue.SendAsync("a");
        Message message = await queue.ReceiveOneAsync(43_200);
        endpoint.Pass(1);
        var error = await Assert.ThrowsAsync<AmazonSQSException>(() => queue.HideAsync(message, 43_200));

        Assert.Equal("InvalidParameterValue", error.ErrorCode);
        await queue.HideAsync(message, 43_199);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(345_600)]
    [InlineData(1_209_600)]
    public async Task A_message_goes_when_its_retention_ends_counted_from_when_it_was_sent(int retention)
    {
        SdkQueue queue = await CreateAsync(("MessageRetentionPeriod", retention.ToString(CultureInfo.InvariantCulture)), ("VisibilityTimeout", "0"));
        await queue.SendAsync("a");
        endpoint.Pass(retention - 0.001);
        await queue.ReceiveOneAsync();
        endpoint.Pass(0.001);

        Assert.Equal("", await queue.ReceiveBodiesAsync());
        Assert.Equal("0", await queue.AttributeAsync("ApproximateNumberOfMessages"));
    }

    [Theory]
    [InlineData(null, 7)]
    [InlineData(0, 0)]
    [InlineData(900, 900)]
    public async Task A_message_is_delayed_as_it_says_or_else_as_the_queue_says(int? delay, int expected)
    {
        SdkQueue queue = await CreateAsync(("DelaySeconds", "7"));
        await queue.SendAsync("a", delay: delay);
        if (expected > 0)
        {
            endpoint.Pass(expected - 0.001);
            Assert.Equal("", await queue.ReceiveBodiesAsync());
            endpoint.Pass(0.001);
        }

        Assert.Equal("a", await queue.ReceiveBodiesAsync());
    }

    [Theory]
    [InlineData("sent")]
    [InlineData("delayed")]
    [InlineData("expired")]
    [InlineData("released")]
    public async Task A_long_poll_wakes_for_a_message_that_is(string what)
    {
        SdkQueue queue = await CreateAsync(("VisibilityTimeout", "5"));
        Message? received = null;
        if (what != "sent")
        {
            await queue.SendAsync("a", delay: what == "delayed" ? 5 : 0);
            received = what == "delayed" ? null : await queue.ReceiveOneAsync();
        }

        Task<List<Message>> poll = queue.ReceiveAsync(wait: 20);
        await EndpointFixture.UntilAsync(() => endpoint.QueueOf(queue.Url).WaitingReceives == 1);
        Assert.False(poll.IsCompleted);
        await (what switch
        {
            "sent" => queue.SendAsync("a"),
            "released" => queue.HideAsync(received!, 0),
            _ => Task.Run(() => endpoint.Pass(5)),
        });

        Assert.Equal("a", Assert.Single(await poll).Body);
    }

    [Fact]
    public async Task A_long_poll_ends_empty_after_its_time()
    {
        SdkQueue queue = await CreateAsync(("ReceiveMessageWaitTimeSeconds", "20"));
        Task<List<Message>> poll = queue.ReceiveAsync();
        await EndpointFixture.UntilAsync(() => endpoint.QueueOf(queue.Url).WaitingReceives == 1);
        endpoint.Pass(20);

        Assert.Empty(await poll);
    }

    [Fact]
    public async Task A_message_moves_to_the_dead_letter_queue_at_the_receive_after_its_last_and_goes_on_counting()
    {
        SdkQueue dead = await CreateAsync();
        SdkQueue queue = await CreateAsync(
            ("VisibilityTimeout", "0"),
            ("RedrivePolicy", $$"""{"deadLetterTargetArn":"{{await dead.AttributeAsync("QueueArn")}}","maxReceiveCount":2}"""));
        var sent = await queue.SendAsync("a");
        Assert.Equal("1", (await queue.ReceiveOneAsync()).Attributes["ApproximateReceiveCount"]);
        Assert.Equal("2", (await queue.ReceiveOneAsync()).Attributes["ApproximateReceiveCount"]);
        Assert.Empty(await dead.ReceiveAsync());
        Assert.Empty(await queue.ReceiveAsync());

        Message moved = await dead.ReceiveOneAsync();
        Assert.Equal(
            (sent.MessageId, "3", await queue.AttributeAsync("QueueArn")),
            (moved.MessageId, moved.Attributes["ApproximateReceiveCount"], moved.Attributes["DeadLetterQueueSourceArn"]));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task A_message_whose_timeout_has_ended_can_be_deleted_but_for_FIFO_queues(bool isFifo, bool isRefused)
    {
        SdkQueue queue = await CreateAsync(isFifo);
        await queue.SendAsync("a", isFifo ? "g" : null, isFifo ? "id" : null);
        Message message = await queue.ReceiveOneAsync();
        endpoint.Pass(30);
        var error = await Record.ExceptionAsync(() => queue.DeleteAsync(message));

        Assert.Equal(isRefused ? Refusal(message, Expired) : null, error?.Message);
        Assert.Equal(isRefused ? "a" : "", await queue.ReceiveBodiesAsync());
    }

    [Fact]
    public async Task A_FIFO_handle_whose_timeout_was_extended_in_time_is_good()
    {
        SdkQueue queue = await CreateAsync(isFifo: true);
        await queue.SendAsync("a", "g", "id");
        Message message = await queue.ReceiveOneAsync();
        await queue.HideAsync(message, 60);
        endpoint.Pass(59);
        await queue.DeleteAsync(message);
        endpoint.Pass(1);

        Assert.Equal("", await queue.ReceiveBodiesAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Deleting_twice_is_no_error_and_changing_the_visibility_of_what_is_deleted_is_one(bool isFifo)
    {
        SdkQueue queue = await CreateAsync(isFifo);
        await queue.SendAsync("a", isFifo ? "g" : null, isFifo ? "id" : null);
        Message message = await queue.ReceiveOneAsync();
        await queue.DeleteAsync(message);
        await queue.DeleteAsync(message);
        var error = await Assert.ThrowsAsync<AmazonSQSException>(() => queue.HideAsync(message, 0));

        Assert.Equal(
            ("InvalidParameterValue", Refusal(message, NotAvailable)), (error.ErrorCode, error.Message));
    }

    [Theory]
    [InlineData(59.999, false)]
    [InlineData(60, true)]
    public async Task The_name_of_a_deleted_queue_and_a_purge_are_free_again_after_60_seconds(double seconds, bool isFree)
    {
        SdkQueue deleted = await CreateAsync();
        SdkQueue purged = await CreateAsync();
        await endpoint.Sqs.DeleteQueueAsync(deleted.Url);
        await endpoint.Sqs.PurgeQueueAsync(purged.Url);
        endpoint.Pass(seconds);
        var create = await Record.ExceptionAsync(() => endpoint.Sqs.CreateQueueAsync(deleted.Url[(deleted.Url.LastIndexOf('/') + 1)..]));
        var purge = await Record.ExceptionAsync(() => endpoint.Sqs.PurgeQueueAsync(purged.Url));

        Assert.Equal(
            isFree ? (null, null) : (typeof(QueueDeletedRecentlyException), typeof(PurgeQueueInProgressException)), (create?.GetType(), purge?.GetType()));
    }

    private static string Refusal(Message message, string reason) =>
        $"Value {message.ReceiptHandle} for parameter ReceiptHandle is invalid. Reason: {reason}";

    private Task<SdkQueue> CreateAsync(params (string Name, string Value)[] attributes) => SdkQueue.CreateAsync(endpoint, isFifo: false, attributes);

    private Task<SdkQueue> CreateAsync(bool isFifo) => SdkQueue.CreateAsync(endpoint, isFifo);
}
