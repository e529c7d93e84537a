using Amazon.SQS;
using Amazon.SQS.Model;

namespace SqsLambda.Local.Tests.Http;

/// <summary>The rules of FIFO and fair queues as the SDK sees them.</summary>
public sealed class SdkFifoTests(MovedClockEndpoint endpoint) : IClassFixture<MovedClockEndpoint>
{
    [Fact]
    public async Task A_receive_takes_a_group_as_far_as_it_goes_and_then_the_next()
    {
        SdkQueue queue = await FifoAsync();
        await queue.SendAllAsync("g1-m1", "g2-m1", "g1-m2", "g1-m3");

        Assert.Equal("g1-m1 g1-m2 g1-m3 g2-m1", await queue.ReceiveBodiesAsync());
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "g-foo")]
    [InlineData(2, "g-foo g-bar")]
    public async Task A_message_in_flight_blocks_only_what_is_behind_it(int extended, string received)
    {
        SdkQueue queue = await FifoAsync();
        await queue.SendAllAsync("g-foo", "g-bar", "g-baz");
        var messages = await queue.ReceiveAsync();
        await queue.HideAsync(messages[extended], 100);
        endpoint.Pass(30);

        Assert.Equal(received, await queue.ReceiveBodiesAsync());
    }

    [Fact]
    public async Task Releasing_the_head_of_a_group_returns_it_alone()
    {
        SdkQueue queue = await FifoAsync();
        await queue.SendAllAsync("g-1", "g-2", "g-3");
        var messages = await queue.ReceiveAsync(2);
        await queue.HideAsync(messages[0], 0);

        Assert.Equal("g-1", await queue.ReceiveBodiesAsync());
    }

    [Fact]
    public async Task A_group_is_locked_until_all_that_was_received_is_deleted()
    {
        SdkQueue queue = await FifoAsync();
        await queue.SendAllAsync("g-1", "g-2", "g-3");
        var messages = await queue.ReceiveAsync(2);
        await queue.DeleteAsync(messages[0]);
        await queue.SendAllAsync("g-4");
        Assert.Equal("", await queue.ReceiveBodiesAsync());
        Task<List<Message>> poll = queue.ReceiveAsync(wait: 20);
        await EndpointFixture.UntilAsync(() => endpoint.QueueOf(queue.Url).WaitingReceives == 1);

        await queue.DeleteAsync(messages[1]);

        Assert.Equal(["g-3", "g-4"], (await poll).Select(static message => message.Body));
    }

    [Theory]
    [InlineData(299.9, false)]
    [InlineData(300, true)]
    public async Task A_duplicate_is_taken_and_not_delivered_for_5_minutes_even_when_the_original_is_deleted(double seconds, bool isDelivered)
    {
        SdkQueue queue = await FifoAsync();
        var original = await queue.SendAsync("a", "g", "id");
        await queue.DeleteAsync(await queue.ReceiveOneAsync());
        endpoint.Pass(seconds);
        var again = await queue.SendAsync("b", "g", "id");

        Assert.Equal(isDelivered ? "b" : "", await queue.ReceiveBodiesAsync());
        Assert.Equal(!isDelivered, original.MessageId == again.MessageId);
    }

    [Theory]
    [InlineData("queue", "perQueue", "a")]
    [InlineData("messageGroup", "perMessageGroupId", "a b")]
    public async Task An_id_in_another_group_is_a_duplicate_unless_the_scope_is_the_group(string scope, string throughput, string received)
    {
        SdkQueue queue = await FifoAsync(("DeduplicationScope", scope), ("FifoThroughputLimit", throughput));
        await queue.SendAsync("a", "g1", "id");
        await queue.SendAsync("b", "g2", "id");

        Assert.Equal(received, await queue.ReceiveBodiesAsync());
    }

    [Fact]
    public async Task Content_stands_for_the_id_that_is_not_given_and_attributes_do_not_count()
    {
        SdkQueue queue = await FifoAsync(("ContentBasedDeduplication", "true"));
        await queue.SendAsync("a", "g");
        await endpoint.Sqs.SendMessageAsync(new SendMessageRequest(queue.Url, "a")
        {
            MessageGroupId = "g",
            MessageAttributes = new() { ["x"] = new() { DataType = "String", StringValue = "y" } },
        });
        await queue.SendAsync("a", "g", "explicit");
        var messages = await queue.ReceiveAsync();

        Assert.Equal(
            ["ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb", "explicit"],
            messages.Select(static message => message.Attributes["MessageDeduplicationId"]));
    }

    [Fact]
    public async Task A_purge_forgets_the_deduplication_ids()
    {
        SdkQueue queue = await FifoAsync();
        await queue.SendAsync("a", "g", "id");
        await endpoint.Sqs.PurgeQueueAsync(queue.Url);
        await queue.SendAsync("a", "g", "id");

        Assert.Equal("a", await queue.ReceiveBodiesAsync());
    }

    [Fact]
    public async Task Sequence_numbers_have_20_digits_and_increase()
    {
        SdkQueue queue = await FifoAsync();
        string[] numbers = [(await queue.SendAsync("a", "g1", "1")).SequenceNumber, (await queue.SendAsync("b", "g2", "2")).SequenceNumber];

        Assert.All(numbers, static number => Assert.Matches("^[0-9]{20}$", number));
        Assert.True(string.CompareOrdinal(numbers[0], numbers[1]) < 0);
        Assert.Equal(numbers, (await queue.ReceiveAsync()).Select(static message => message.Attributes["SequenceNumber"]));
    }

    [Fact]
    public async Task A_receive_repeated_with_its_attempt_id_brings_the_same_messages_and_handles_for_5_minutes()
    {
        SdkQueue queue = await FifoAsync(("VisibilityTimeout", "600"));
        await queue.SendAllAsync("g-1", "g-2");
        string[] first = Handles(await queue.ReceiveAsync(attemptId: "attempt"));
        endpoint.Pass(299);
        Assert.Equal(first, Handles(await queue.ReceiveAsync(attemptId: "attempt")));
        endpoint.Pass(300);

        Assert.Empty(await queue.ReceiveAsync(attemptId: "attempt"));
    }

    [Theory]
    [InlineData(null, "id", null, "MissingParameter", "The request must contain the parameter MessageGroupId.")]
    [InlineData(
        "g", null, null, "InvalidParameterValue",
        "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly")]
    [InlineData(
        "g", "id", 2, "InvalidParameterValue",
        "Value 2 for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.")]
    [InlineData(
        "a b", "id", null, "InvalidParameterValue",
        "Value a b for parameter MessageGroupId is invalid. Reason: MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length.")]
    public async Task A_message_that_does_not_suit_a_FIFO_queue_is_refused(string? group, string? id, int? delay, string code, string message)
    {
        SdkQueue queue = await FifoAsync();
        var error = await Assert.ThrowsAnyAsync<AmazonSQSException>(() => queue.SendAsync("a", group, id, delay));

        Assert.Equal((code, message), (error.ErrorCode, error.Message));
    }

    [Fact]
    public async Task A_delay_of_0_is_the_delay_of_the_FIFO_queue()
    {
        SdkQueue queue = await FifoAsync(("DelaySeconds", "10"));
        await queue.SendAsync("a", "g", "id", delay: 0);
        Assert.Equal("", await queue.ReceiveBodiesAsync());
        endpoint.Pass(10);

        Assert.Equal("a", await queue.ReceiveBodiesAsync());
    }

    [Fact]
    public async Task A_group_of_a_standard_queue_neither_orders_nor_blocks_and_is_returned()
    {
        SdkQueue queue = await SdkQueue.CreateAsync(endpoint);
        await queue.SendAsync("a", "tenant");
        await queue.SendAsync("b", "tenant");
        Message first = await queue.ReceiveOneAsync();
        Message second = await queue.ReceiveOneAsync();

        Assert.Equal(["a", "b"], [first.Body, second.Body]);
        Assert.Equal("tenant", first.Attributes["MessageGroupId"]);
        Assert.DoesNotContain("SequenceNumber", first.Attributes.Keys);
        Assert.DoesNotContain("MessageDeduplicationId", first.Attributes.Keys);
    }

    private static string[] Handles(List<Message> messages) => [.. messages.Select(static message => $"{message.Body} {message.ReceiptHandle}")];

    private Task<SdkQueue> FifoAsync(params (string Name, string Value)[] attributes) => SdkQueue.CreateAsync(endpoint, isFifo: true, attributes);
}
