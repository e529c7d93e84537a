using Amazon.SQS;
using Amazon.SQS.Model;

namespace SqsLambda.Local.Tests.Http;

/// <summary>Which messages a FIFO queue takes for one and the same, and for how long.</summary>
public sealed class SdkDeduplicationTests(MovedClockEndpoint endpoint) : IClassFixture<MovedClockEndpoint>
{
    private AmazonSQSClient Sqs => endpoint.Sqs;

    [Theory]
    [InlineData("queue", "a g1 1", "b g2 1", false)]
    [InlineData("queue", "a g1 1", "a g1 2", true)]
    [InlineData("queue", "a g1 -", "a g2 -", false)]
    [InlineData("queue", "a g1 -", "b g1 -", true)]
    [InlineData("messageGroup", "a g1 1", "b g1 1", false)]
    [InlineData("messageGroup", "a g1 1", "a g2 1", true)]
    [InlineData("messageGroup", "a g1 -", "a g2 -", true)]
    [InlineData("messageGroup", "a g1 -", "a g1 -", false)]
    public async Task Takes_a_message_once_by_its_id_or_its_body_in_the_queue_or_the_group(string scope, string first, string second, bool isTwo)
    {
        string url = await Sqs.QueueAsync(isFifo: true, $"DeduplicationScope={scope}");
        var original = await SendAsync(url, first);
        var duplicate = await SendAsync(url, second);

        Assert.Equal(isTwo, original.MessageId != duplicate.MessageId);
        Assert.Equal(isTwo, original.SequenceNumber != duplicate.SequenceNumber);
        Assert.Equal(isTwo ? 2 : 1, (await Sqs.ReceiveAsync(url)).Count);
    }

    [Fact]
    public async Task Takes_the_body_alone_for_content_and_gives_its_SHA_256_as_deduplication_id()
    {
        string url = await Sqs.QueueAsync(isFifo: true);
        foreach (string value in new[] { "1", "2" })
        {
            await Sqs.SendMessageAsync(new SendMessageRequest(url, "abc")
            {
                MessageGroupId = "g",
                MessageAttributes = new() { ["n"] = new() { DataType = "String", StringValue = value } },
            });
        }

        Assert.Equal(
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            (await Sqs.ReceiveOneAsync(url)).Attributes["MessageDeduplicationId"]);
        Assert.Empty(await Sqs.ReceiveAsync(url));
    }

    [Theory]
    [InlineData("left")]
    [InlineData("received")]
    [InlineData("deleted")]
    public async Task Remembers_a_deduplication_id_for_5_minutes_whatever_becomes_of_the_message(string fate)
    {
        string url = await Sqs.QueueAsync(isFifo: true);
        var original = await SendAsync(url, "a g 1");
        if (fate != "left")
        {
            var received = await Sqs.ReceiveOneAsync(url);
            await (fate == "deleted" ? Sqs.DeleteAsync(url, received) : Task.CompletedTask);
        }

        endpoint.Pass(299.999);
        Assert.Equal(original.MessageId, (await SendAsync(url, "b g 1")).MessageId);
        endpoint.Pass(0.001);
        Assert.NotEqual(original.MessageId, (await SendAsync(url, "c g 1")).MessageId);
        Assert.Equal(fate == "deleted" ? "c" : "a c", await Sqs.ReceiveBodiesAsync(url));
    }

    [Fact]
    public async Task Takes_no_duplicate_within_a_batch_or_after_one()
    {
        string url = await Sqs.QueueAsync(isFifo: true);
        var sent = await Sqs.SendMessageBatchAsync(url, [
            new("1", "a") { MessageGroupId = "g" }, new("2", "b") { MessageGroupId = "g" }, new("3", "a") { MessageGroupId = "g" }]);
        var again = await SendAsync(url, "b g -");

        Assert.Equal(sent.Successful[0].MessageId, sent.Successful[2].MessageId);
        Assert.Equal(sent.Successful[1].MessageId, again.MessageId);
        Assert.Equal("a b", await Sqs.ReceiveBodiesAsync(url));
    }

    [Fact]
    public async Task A_purge_forgets_deduplication_ids_and_unlocks_groups()
    {
        string url = await Sqs.QueueAsync(isFifo: true);
        await Sqs.SendAllAsync(url, "g-1");
        await Sqs.ReceiveOneAsync(url);
        await Sqs.PurgeQueueAsync(url);
        await Sqs.SendAllAsync(url, "g-1");

        Assert.Equal("g-1", await Sqs.ReceiveBodiesAsync(url));
    }

    // A message as "body group deduplication-id", the last being - if there is none.
    private Task<SendMessageResponse> SendAsync(string url, string message) => message.Split(' ') is [var body, var group, var id]
        ? Sqs.SendAsync(url, body, group, id == "-" ? null : id)
        : throw new ArgumentException(message);
}
