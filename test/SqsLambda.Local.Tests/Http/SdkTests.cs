using System.Diagnostics;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace SqsLambda.Local.Tests.Http;

/// <summary>The AWS SDK for .NET against the endpoint. It checks every MD5 by itself.</summary>
public sealed class SdkTests(RunningEndpoint endpoint) : IClassFixture<RunningEndpoint>
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private AmazonSQSClient Sqs => endpoint.Sqs;

    [Fact]
    public async Task Queues_are_created_found_listed_and_deleted()
    {
        string name = NewName();
        string url = (await Sqs.CreateQueueAsync(name)).QueueUrl;

        Assert.Equal($"{endpoint.Url}/000000000000/{name}", url);
        Assert.Equal(url, (await Sqs.CreateQueueAsync(name)).QueueUrl);
        Assert.Equal(url, (await Sqs.GetQueueUrlAsync(name)).QueueUrl);
        Assert.Equal([url], (await Sqs.ListQueuesAsync(name)).QueueUrls);
        Assert.Null((await Sqs.ListQueuesAsync(name + "-none")).QueueUrls);
        await Sqs.DeleteQueueAsync(url);
        await Assert.ThrowsAsync<QueueDoesNotExistException>(() => Sqs.GetQueueUrlAsync(name));
        await Assert.ThrowsAsync<QueueDeletedRecentlyException>(() => Sqs.CreateQueueAsync(name));
    }

    [Fact]
    public async Task Attributes_are_set_and_got()
    {
        string url = await CreateAsync(("VisibilityTimeout", "20"));
        await Sqs.SetQueueAttributesAsync(url, new() { ["DelaySeconds"] = "7" });
        var attributes = (await Sqs.GetQueueAttributesAsync(url, ["All"])).Attributes;

        Assert.Equal(("20", "7", "1048576"), (attributes["VisibilityTimeout"], attributes["DelaySeconds"], attributes["MaximumMessageSize"]));
        Assert.Null((await Sqs.GetQueueAttributesAsync(new GetQueueAttributesRequest { QueueUrl = url })).Attributes);
    }

    [Fact]
    public async Task A_message_with_everything_comes_back_as_it_was_sent()
    {
        string url = await CreateAsync();
        var sent = await Sqs.SendMessageAsync(new SendMessageRequest
        {
            QueueUrl = url,
            MessageBody = "<body> \"quoted\" \\ é 😀 \t\r\n",
            MessageAttributes = new()
            {
                ["Text"] = new() { DataType = "String", StringValue = "Grüße" },
                ["Number"] = new() { DataType = "Number.int", StringValue = "6" },
                ["Bytes"] = new() { DataType = "Binary", BinaryValue = new MemoryStream([0, 1, 255]) },
            },
            MessageSystemAttributes = new() { ["AWSTraceHeader"] = new() { DataType = "String", StringValue = "Root=1-5759e988-bd862e3fe1be46a994272793" } },
            MessageGroupId = "tenant",
        });
        var message = await ReceiveOneAsync(url);

        Assert.Equal(sent.MessageId, message.MessageId);
        Assert.Equal("<body> \"quoted\" \\ é 😀 \t\r\n", message.Body);
        Assert.Equal("Grüße", message.MessageAttributes["Text"].StringValue);
        Assert.Equal("Number.int", message.MessageAttributes["Number"].DataType);
        Assert.Equal([0, 1, 255], message.MessageAttributes["Bytes"].BinaryValue.ToArray());
        Assert.Equal(sent.MD5OfMessageAttributes, message.MD5OfMessageAttributes);
        Assert.NotNull(sent.MD5OfMessageSystemAttributes);
        Assert.Equal("Root=1-5759e988-bd862e3fe1be46a994272793", message.Attributes["AWSTraceHeader"]);
        Assert.Equal("tenant", message.Attributes["MessageGroupId"]);
        Assert.Equal("1", message.Attributes["ApproximateReceiveCount"]);
    }

    [Fact]
    public async Task Batches_are_sent_received_and_deleted()
    {
        string url = await CreateAsync();
        var sent = await Sqs.SendMessageBatchAsync(url, [.. Enumerable.Range(0, 10).Select(i => new SendMessageBatchRequestEntry($"e{i}", $"body {i}"))]);
        Assert.Null(sent.Failed);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"e{i}"), sent.Successful.Select(entry => entry.Id));

        var received = await Sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = url, MaxNumberOfMessages = 10 });
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"body {i}"), received.Messages.Select(message => message.Body));
        Assert.All(received.Messages, message => Assert.Null(message.Attributes));

        List<DeleteMessageBatchRequestEntry> entries =
            [.. received.Messages.Take(9).Select((message, i) => new DeleteMessageBatchRequestEntry($"d{i}", message.ReceiptHandle)), new("bad", "garbage")];
        var deleted = await Sqs.DeleteMessageBatchAsync(url, entries);
        Assert.Equal(9, deleted.Successful.Count);
        var failed = Assert.Single(deleted.Failed);
        Assert.Equal(("bad", "ReceiptHandleIsInvalid", true), (failed.Id, failed.Code, failed.SenderFault));
    }

    [Fact]
    public async Task A_released_message_is_received_again_and_a_deleted_one_is_not()
    {
        string url = await CreateAsync();
        await Sqs.SendMessageAsync(url, "a");
        var first = await ReceiveOneAsync(url);
        Assert.Null((await Sqs.ReceiveMessageAsync(url)).Messages);
        await Sqs.ChangeMessageVisibilityAsync(url, first.ReceiptHandle, 0);
        var second = await ReceiveOneAsync(url);
        Assert.Equal("2", second.Attributes["ApproximateReceiveCount"]);
        var changed = await Sqs.ChangeMessageVisibilityBatchAsync(url, [new("c", second.ReceiptHandle) { VisibilityTimeout = 0 }]);
        Assert.Equal("c", Assert.Single(changed.Successful).Id);
        await Sqs.DeleteMessageAsync(url, second.ReceiptHandle);
        Assert.Null((await Sqs.ReceiveMessageAsync(url)).Messages);
    }

    [Fact]
    public async Task A_long_poll_wakes_up_for_a_message()
    {
        string url = await CreateAsync();
        var poll = Sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = url, WaitTimeSeconds = 20 });
        await EndpointFixture.UntilAsync(() => endpoint.QueueOf(url).WaitingReceives == 1);
        long start = Stopwatch.GetTimestamp();
        await Sqs.SendMessageAsync(url, "a");
        Assert.Equal("a", Assert.Single((await poll.WaitAsync(Limit)).Messages).Body);
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 10);
    }

    [Fact]
    public async Task A_FIFO_queue_gives_sequence_numbers_and_takes_each_message_once()
    {
        string name = NewName() + ".fifo";
        string url = (await Sqs.CreateQueueAsync(new CreateQueueRequest
        {
            QueueName = name,
            Attributes = new() { ["FifoQueue"] = "true", ["ContentBasedDeduplication"] = "true" },
        })).QueueUrl;
        var first = await Sqs.SendMessageAsync(new SendMessageRequest(url, "a") { MessageGroupId = "g" });
        var again = await Sqs.SendMessageAsync(new SendMessageRequest(url, "a") { MessageGroupId = "g" });
        var message = await ReceiveOneAsync(url);

        Assert.Equal((first.MessageId, first.SequenceNumber), (again.MessageId, again.SequenceNumber));
        Assert.Equal(first.SequenceNumber, message.Attributes["SequenceNumber"]);
        Assert.Null((await Sqs.ReceiveMessageAsync(url)).Messages);
    }

    [Fact]
    public async Task A_message_received_too_often_is_found_in_the_dead_letter_queue()
    {
        string dead = await CreateAsync();
        string arn = (await Sqs.GetQueueAttributesAsync(dead, ["QueueArn"])).QueueARN;
        string url = await CreateAsync(("RedrivePolicy", $$"""{"deadLetterTargetArn":"{{arn}}","maxReceiveCount":"1"}"""));
        await Sqs.SendMessageAsync(url, "a");
        Assert.Single((await Sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = url, VisibilityTimeout = 0 })).Messages);
        Assert.Null((await Sqs.ReceiveMessageAsync(url)).Messages);

        Assert.EndsWith(url[url.LastIndexOf('/')..].Trim('/'), (await ReceiveOneAsync(dead)).Attributes["DeadLetterQueueSourceArn"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_queue_is_purged_once_a_minute()
    {
        string url = await CreateAsync();
        await Sqs.SendMessageAsync(url, "a");
        await Sqs.PurgeQueueAsync(url);
        Assert.Null((await Sqs.ReceiveMessageAsync(url)).Messages);
        var error = await Assert.ThrowsAsync<PurgeQueueInProgressException>(() => Sqs.PurgeQueueAsync(url));
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, error.StatusCode);
    }

    [Theory]
    [InlineData(1_048_576, null)]
    [InlineData(1_048_577, "One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.")]
    public async Task A_body_of_up_to_1_MiB_is_taken_even_if_JSON_makes_it_much_longer(int bytes, string? message)
    {
        string url = await CreateAsync();
        var error = await Record.ExceptionAsync(() => Sqs.SendMessageAsync(url, new string('<', bytes)));

        Assert.Equal(message, error?.Message);
        if (message is null)
        {
            Assert.Equal(bytes, (await ReceiveOneAsync(url)).Body.Length);
        }
    }

    [Fact]
    public async Task Errors_become_typed_exceptions_with_the_code_and_the_type_of_AWS()
    {
        string url = await CreateAsync();
        string none = url + "-none";
        await ExpectAsync<QueueDoesNotExistException>(
            "AWS.SimpleQueueService.NonExistentQueue", "The specified queue does not exist.", () => Sqs.SendMessageAsync(none, "a"));
        await ExpectAsync<QueueNameExistsException>(
            "QueueAlreadyExists", "A queue already exists with the same name and a different value for attribute DelaySeconds",
            () => Sqs.CreateQueueAsync(new CreateQueueRequest { QueueName = url[(url.LastIndexOf('/') + 1)..], Attributes = new() { ["DelaySeconds"] = "1" } }));
        await ExpectAsync<ReceiptHandleIsInvalidException>(
            "ReceiptHandleIsInvalid", "The input receipt handle \"garbage\" is not a valid receipt handle.", () => Sqs.DeleteMessageAsync(url, "garbage"));
        await ExpectAsync<InvalidMessageContentsException>("InvalidMessageContents", null, () => Sqs.SendMessageAsync(url, "\u0001"));
        await ExpectAsync<InvalidAttributeNameException>(
            "InvalidAttributeName", "Unknown Attribute Bogus.", () => Sqs.GetQueueAttributesAsync(url, ["Bogus"]));
        await ExpectAsync<InvalidAttributeValueException>(
            "InvalidAttributeValue", "Invalid value for the parameter DelaySeconds.",
            () => Sqs.SetQueueAttributesAsync(url, new() { ["DelaySeconds"] = "901" }));
        await ExpectAsync<EmptyBatchRequestException>(
            "AWS.SimpleQueueService.EmptyBatchRequest", "There should be at least one DeleteMessageBatchRequestEntry in the request.",
            () => Sqs.DeleteMessageBatchAsync(url, []));
        await ExpectAsync<TooManyEntriesInBatchRequestException>(
            "AWS.SimpleQueueService.TooManyEntriesInBatchRequest", "Maximum number of entries per request are 10. You have sent 11.",
            () => Sqs.SendMessageBatchAsync(url, [.. Enumerable.Range(0, 11).Select(i => new SendMessageBatchRequestEntry($"{i}", "a"))]));
        await ExpectAsync<BatchEntryIdsNotDistinctException>(
            "AWS.SimpleQueueService.BatchEntryIdsNotDistinct", "Id 1 repeated.",
            () => Sqs.SendMessageBatchAsync(url, [new("1", "a"), new("1", "b")]));
        await ExpectAsync<InvalidBatchEntryIdException>(
            "AWS.SimpleQueueService.InvalidBatchEntryId", null, () => Sqs.SendMessageBatchAsync(url, [new("a b", "a")]));
        await ExpectAsync<AmazonSQSException>(
            "InvalidParameterValue", "Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.",
            () => Sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = url, MaxNumberOfMessages = 11 }));
        await ExpectAsync<OverLimitException>(
            "OverLimit", "8 Actions were found, maximum allowed is 7.",
            () => Sqs.AddPermissionAsync(url, "label", ["000000000000"], [.. Enumerable.Repeat("SendMessage", 8)]));
    }

    private static async Task ExpectAsync<TException>(string code, string? message, Func<Task> action)
        where TException : AmazonSQSException
    {
        var error = await Assert.ThrowsAsync<TException>(action);
        Assert.Equal((code, ErrorType.Sender), (error.ErrorCode, error.ErrorType));
        Assert.Equal(message ?? error.Message, error.Message);
        Assert.NotEmpty(error.RequestId);
    }

    private static string NewName() => $"q-{Guid.NewGuid():N}";

    private async Task<string> CreateAsync(params (string Name, string Value)[] attributes) =>
        (await Sqs.CreateQueueAsync(new CreateQueueRequest
        {
            QueueName = NewName(),
            Attributes = attributes.ToDictionary(attribute => attribute.Name, attribute => attribute.Value),
        })).QueueUrl;

    private async Task<Message> ReceiveOneAsync(string url) => Assert.Single((await Sqs.ReceiveMessageAsync(new ReceiveMessageRequest
    {
        QueueUrl = url,
        MessageSystemAttributeNames = ["All"],
        MessageAttributeNames = ["All"],
    })).Messages);
}
