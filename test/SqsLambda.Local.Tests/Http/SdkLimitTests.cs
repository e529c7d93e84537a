using Amazon.SQS;
using Amazon.SQS.Model;
using static SqsLambda.Local.Tests.Http.SdkError;

namespace SqsLambda.Local.Tests.Http;

/// <summary>The numbers that bound receives, batches and visibility timeouts, each as far as it goes and one further.</summary>
public sealed class SdkLimitTests(MovedClockEndpoint endpoint) : IClassFixture<MovedClockEndpoint>
{
    private AmazonSQSClient Sqs => endpoint.Sqs;

    [Theory]
    [InlineData(0, "Must be between 1 and 10, if provided.")]
    [InlineData(1, null)]
    [InlineData(10, null)]
    [InlineData(11, "Must be between 1 and 10, if provided.")]
    public async Task Refuses_to_receive_more_than_ten(int max, string? reason)
    {
        string url = await Sqs.StandardAsync();
        await ExpectAsync(reason is null ? null : InvalidParameterValue(max, "MaxNumberOfMessages", reason), () => Sqs.ReceiveAsync(url, max));
    }

    [Fact]
    public async Task Receives_one_message_unless_told_otherwise()
    {
        string url = await Sqs.StandardAsync();
        await Sqs.SendAllAsync(url, "a", "b");
        Assert.Equal("a", Assert.Single((await Sqs.ReceiveMessageAsync(url)).Messages).Body);
    }

    [Theory]
    [InlineData(-1, "Must be >= 0 and <= 20, if provided.")]
    [InlineData(0, null)]
    [InlineData(20, null)]
    [InlineData(21, "Must be >= 0 and <= 20, if provided.")]
    public async Task Refuses_a_wait_of_more_than_20_s(int wait, string? reason)
    {
        string url = await Sqs.StandardAsync();
        await Sqs.SendAsync(url, "a");
        await ExpectAsync(reason is null ? null : InvalidParameterValue(wait, "WaitTimeSeconds", reason), () => Sqs.ReceiveAsync(url, wait: wait));
    }

    [Theory]
    [InlineData(-1, "Must be >= 0 and <= 43200, if provided.")]
    [InlineData(0, null)]
    [InlineData(43_200, null)]
    [InlineData(43_201, "Must be >= 0 and <= 43200, if provided.")]
    public async Task Refuses_to_receive_with_a_visibility_timeout_of_more_than_12_hours(int timeout, string? reason)
    {
        string url = await Sqs.StandardAsync();
        await ExpectAsync(
            reason is null ? null : InvalidParameterValue(timeout, "VisibilityTimeout", reason), () => Sqs.ReceiveAsync(url, timeout: timeout));
    }

    [Theory]
    [InlineData(-1, "Must be between 0 and 43200.")]
    [InlineData(0, null)]
    [InlineData(43_200, null)]
    [InlineData(43_201, "Must be between 0 and 43200.")]
    public async Task Refuses_to_change_a_visibility_timeout_to_more_than_12_hours(int timeout, string? reason)
    {
        string url = await Sqs.StandardAsync();
        await Sqs.SendAsync(url, "a");
        var message = await Sqs.ReceiveOneAsync(url);
        var refused = reason is null ? null : InvalidParameterValue(timeout, "VisibilityTimeout", reason);

        var batch = await Sqs.ChangeMessageVisibilityBatchAsync(url, [new("e", message.ReceiptHandle) { VisibilityTimeout = timeout }]);
        Assert.Equal(refused?.Message, batch.Failed?.Single().Message);
        await ExpectAsync(timeout == 0 ? null : refused, () => Sqs.HideAsync(url, message, timeout));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Refuses_to_hide_a_message_for_more_than_12_hours_since_its_receive(bool isFifo)
    {
        string url = await Sqs.QueueAsync(isFifo);
        await Sqs.SendAsync(url, "a", "g");
        var message = await Sqs.ReceiveOneAsync(url);
        endpoint.Pass(10);

        await InvalidParameterValue(43_191, "VisibilityTimeout", "Total VisibilityTimeout for the message is beyond the limit [43200 seconds]")
            .ExpectAsync(() => Sqs.HideAsync(url, message, 43_191));
        await Sqs.HideAsync(url, message, 43_190);
    }

    [Theory]
    [InlineData("SendMessageBatch")]
    [InlineData("DeleteMessageBatch")]
    [InlineData("ChangeMessageVisibilityBatch")]
    public async Task Refuses_a_batch_of_eleven(string operation)
    {
        await ExpectBatchAsync(operation, null, [.. Enumerable.Range(0, 10).Select(i => $"{i}")]);
        await ExpectBatchAsync(
            operation, Legacy("TooManyEntriesInBatchRequest", "Maximum number of entries per request are 10. You have sent 11."),
            [.. Enumerable.Range(0, 11).Select(i => $"{i}")]);
    }

    [Theory]
    [InlineData("SendMessageBatch")]
    [InlineData("DeleteMessageBatch")]
    [InlineData("ChangeMessageVisibilityBatch")]
    public async Task Refuses_entry_ids_that_are_too_long_or_have_other_characters(string operation)
    {
        await ExpectBatchAsync(operation, null, ["AZaz09_-", new('x', 80), "1"]);
        foreach (string id in new[] { "", new string('x', 81), "a b", "a.b", "ä", "a\n" })
        {
            await ExpectBatchAsync(
                operation,
                Legacy(
                    "InvalidBatchEntryId",
                    "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long."),
                ["ok", id]);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Handles_and_message_ids_are_short_enough(bool isFifo)
    {
        string url = await Sqs.QueueAsync(isFifo);
        await Sqs.SendAsync(url, "a", "g");
        var message = await Sqs.ReceiveOneAsync(url);

        Assert.InRange(message.ReceiptHandle.Length, 1, 1_024);
        Assert.InRange(message.MessageId.Length, 1, 100);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Keeps_no_more_than_120000_messages_in_flight(bool isFifo)
    {
        string url = await Sqs.QueueAsync(isFifo);
        var queue = endpoint.QueueOf(url);
        for (int i = 0; i < 120_000; i++)
        {
            queue.SendMessage(new() { MessageBody = $"{i}", MessageGroupId = isFifo ? $"{i}" : null });
            await queue.ReceiveAsync(1, TimeSpan.Zero, null, CancellationToken.None);
        }

        await Sqs.SendAsync(url, "one more", "g");
        var overLimit = new SdkError(
            "OverLimit", "OverLimit", "The maximum number of in flight messages is reached: 120000.", System.Net.HttpStatusCode.Forbidden);
        await ExpectAsync(isFifo ? null : overLimit, () => Sqs.ReceiveAsync(url));
        var poll = Sqs.ReceiveAsync(url, wait: 20);
        await EndpointFixture.UntilAsync(() => queue.WaitingReceives == 1);
        endpoint.Pass(20);
        Assert.Empty(await poll);
        await Sqs.PurgeQueueAsync(url);
    }

    private async Task ExpectBatchAsync(string operation, SdkError? expected, string[] ids)
    {
        string url = await Sqs.StandardAsync();
        await ExpectAsync(expected, operation switch
        {
            "SendMessageBatch" => () => Sqs.SendMessageBatchAsync(url, [.. ids.Select(id => new SendMessageBatchRequestEntry(id, "a"))]),
            "DeleteMessageBatch" => () => Sqs.DeleteMessageBatchAsync(url, [.. ids.Select(id => new DeleteMessageBatchRequestEntry(id, "h"))]),
            _ => () => Sqs.ChangeMessageVisibilityBatchAsync(
                url, [.. ids.Select(id => new ChangeMessageVisibilityBatchRequestEntry(id, "h") { VisibilityTimeout = 0 })]),
        });
    }
}
