using System.Net;
using Amazon.SQS;
using Amazon.SQS.Model;
using static SqsLambda.Local.Tests.Http.SdkCalls;
using static SqsLambda.Local.Tests.Http.SdkError;

namespace SqsLambda.Local.Tests.Http;

/// <summary>Errors as they were recorded from SQS, and which entries of a batch fail alone.</summary>
public sealed class SdkErrorTests(MovedClockEndpoint endpoint) : IClassFixture<MovedClockEndpoint>
{
    private const string WrongType = "The request include parameter that is not valid for this queue type.";

    private const string NoDeduplicationId =
        "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly";

    private AmazonSQSClient Sqs => endpoint.Sqs;

    [Theory]
    [InlineData("GetQueueUrl")]
    [InlineData("DeleteQueue")]
    [InlineData("GetQueueAttributes")]
    [InlineData("SetQueueAttributes")]
    [InlineData("SendMessage")]
    [InlineData("SendMessageBatch")]
    [InlineData("ReceiveMessage")]
    [InlineData("DeleteMessage")]
    [InlineData("DeleteMessageBatch")]
    [InlineData("ChangeMessageVisibility")]
    [InlineData("ChangeMessageVisibilityBatch")]
    [InlineData("PurgeQueue")]
    public async Task Refuses_every_operation_on_a_queue_that_is_not_there(string operation)
    {
        string url = $"{endpoint.Url}/000000000000/{NewName()}";
        await new SdkError("QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue", "The specified queue does not exist.")
            .ExpectAsync(operation switch
            {
                "GetQueueUrl" => () => Sqs.GetQueueUrlAsync(NameOf(url)),
                "DeleteQueue" => () => Sqs.DeleteQueueAsync(url),
                "GetQueueAttributes" => () => Sqs.AttributesAsync(url),
                "SetQueueAttributes" => () => Sqs.SetAsync(url, "DelaySeconds=1"),
                "SendMessage" => () => Sqs.SendAsync(url, "a"),
                "SendMessageBatch" => () => Sqs.SendMessageBatchAsync(url, [new("e", "a")]),
                "ReceiveMessage" => () => Sqs.ReceiveAsync(url),
                "DeleteMessage" => () => Sqs.DeleteMessageAsync(url, "h"),
                "DeleteMessageBatch" => () => Sqs.DeleteMessageBatchAsync(url, [new("e", "h")]),
                "ChangeMessageVisibility" => () => Sqs.ChangeMessageVisibilityAsync(url, "h", 0),
                "ChangeMessageVisibilityBatch" => () =>
                    Sqs.ChangeMessageVisibilityBatchAsync(url, [new("e", "h") { VisibilityTimeout = 0 }]),
                _ => () => Sqs.PurgeQueueAsync(url),
            });
    }

    [Theory]
    [InlineData("SendMessageBatch")]
    [InlineData("DeleteMessageBatch")]
    [InlineData("ChangeMessageVisibilityBatch")]
    public async Task Refuses_an_empty_batch_and_one_with_an_id_twice(string operation)
    {
        string url = await Sqs.StandardAsync();
        await Legacy("EmptyBatchRequest", $"There should be at least one {operation}RequestEntry in the request.").ExpectAsync(() => Batch([]));
        await Legacy("BatchEntryIdsNotDistinct", "Id b repeated.").ExpectAsync(() => Batch(["a", "b", "c", "b"]));

        Task Batch(string[] ids) => operation switch
        {
            "SendMessageBatch" => Sqs.SendMessageBatchAsync(url, [.. ids.Select(id => new SendMessageBatchRequestEntry(id, "x"))]),
            "DeleteMessageBatch" => Sqs.DeleteMessageBatchAsync(url, [.. ids.Select(id => new DeleteMessageBatchRequestEntry(id, "h"))]),
            _ => Sqs.ChangeMessageVisibilityBatchAsync(url, [.. ids.Select(id => new ChangeMessageVisibilityBatchRequestEntry(id, "h"))]),
        };
    }

    [Theory]
    [InlineData(false, "FifoQueue=false", "InvalidAttributeName", "Unknown Attribute FifoQueue.")]
    [InlineData(false, "ContentBasedDeduplication=true", "InvalidAttributeName", "Unknown Attribute ContentBasedDeduplication.")]
    [InlineData(false, "Bogus=1", "InvalidAttributeName", "Unknown Attribute Bogus.")]
    [InlineData(false, "QueueArn=a", "InvalidAttributeName", "Unknown Attribute QueueArn.")]
    [InlineData(true, "ContentBasedDeduplication=maybe", "InvalidAttributeValue", "Invalid value for the parameter ContentBasedDeduplication.")]
    [InlineData(true, "DeduplicationScope=bogus", "InvalidAttributeValue", "Invalid value for the parameter DeduplicationScope.")]
    [InlineData(true, "FifoThroughputLimit=bogus", "InvalidAttributeValue", "Invalid value for the parameter FifoThroughputLimit.")]
    [InlineData(
        true, "FifoThroughputLimit=perMessageGroupId", "InvalidAttributeValue",
        "The perMessageGroupId value is allowed only when the value for DeduplicationScope is messageGroup")]
    public async Task Refuses_to_create_a_queue_or_set_it_to_attributes_it_cannot_have(bool isFifo, string attribute, string type, string message)
    {
        var refused = new SdkError(type, type, message);
        string url = await Sqs.QueueAsync(isFifo);
        await refused.ExpectAsync(() => isFifo ? Sqs.FifoAsync(attribute) : Sqs.StandardAsync(attribute));
        await refused.ExpectAsync(() => Sqs.SetAsync(url, attribute));
    }

    [Fact]
    public async Task Refuses_to_change_the_type_of_a_queue()
    {
        string fifo = await Sqs.FifoAsync();
        await InvalidAttributeValue("Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.")
            .ExpectAsync(() => Sqs.SetAsync(fifo, "FifoQueue=false"));
        string standard = await Sqs.StandardAsync();
        await new SdkError("InvalidAttributeName", "InvalidAttributeName", "Unknown Attribute FifoQueue.")
            .ExpectAsync(() => Sqs.SetAsync(standard, "FifoQueue=true"));
    }

    [Theory]
    [InlineData(false, "VisibilityTimeout=31")]
    [InlineData(false, "MessageRetentionPeriod=60")]
    [InlineData(true, "ContentBasedDeduplication=true")]
    public async Task Refuses_to_create_a_queue_again_with_another_value_and_names_the_attribute(bool isFifo, string attribute)
    {
        string url = isFifo ? await Sqs.FifoAsync() : await Sqs.StandardAsync();
        await new SdkError(
            "QueueNameExists", "QueueAlreadyExists",
            $"A queue already exists with the same name and a different value for attribute {attribute.Split('=')[0]}")
            .ExpectAsync(() => Sqs.CreateQueueAsync(new CreateQueueRequest
            {
                QueueName = NameOf(url),
                Attributes = isFifo ? Map("FifoQueue=true", attribute) : Map(attribute),
            }));
    }

    [Theory]
    [InlineData("{}", "Redrive policy does not contain mandatory attribute: maxReceiveCount.")]
    [InlineData("""{"maxReceiveCount":1}""", "Redrive policy does not contain mandatory attribute: deadLetterTargetArn.")]
    [InlineData("""{"maxReceiveCount":1,"x":1}""", "Only following attributes are supported: [maxReceiveCount, deadLetterTargetArn].")]
    [InlineData(
        """{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:none","maxReceiveCount":1}""", "Dead letter target does not exist.")]
    public async Task Refuses_a_redrive_policy_that_leads_nowhere(string policy, string reason) =>
        await InvalidParameterValue(policy, "RedrivePolicy", reason).ExpectAsync(() => Sqs.StandardAsync("RedrivePolicy=" + policy));

    [Theory]
    [InlineData(
        false, false, """{"redrivePermission":"denyAll"}""", "The redrive allow policy of the dead-letter queue does not allow this source queue.")]
    [InlineData(
        false, false, """{"redrivePermission":"byQueue","sourceQueueArns":["arn:aws:sqs:us-east-1:000000000000:other"]}""",
        "The redrive allow policy of the dead-letter queue does not allow this source queue.")]
    [InlineData(false, true, """{"redrivePermission":"allowAll"}""", "Dead-letter queue must be same type of queue as the source.")]
    [InlineData(true, false, """{"redrivePermission":"allowAll"}""", "Dead-letter queue must be same type of queue as the source.")]
    public async Task Refuses_a_dead_letter_queue_that_is_closed_or_of_the_other_type(
        bool isFifo, bool isDeadFifo, string policy, string reason)
    {
        string dead = await Sqs.QueueAsync(isDeadFifo, "RedriveAllowPolicy=" + policy);
        string redrive = await Sqs.RedriveToAsync(dead, 1);
        await InvalidParameterValue(redrive.Split('=')[1], "RedrivePolicy", reason).ExpectAsync(() => Sqs.QueueAsync(isFifo, redrive));
    }

    [Fact]
    public async Task Refuses_a_redrive_policy_that_is_no_JSON() =>
        await InvalidAttributeValue("Invalid value for the parameter RedrivePolicy. Reason: Redrive policy is not a valid JSON map.")
            .ExpectAsync(() => Sqs.StandardAsync("RedrivePolicy=nonsense"));

    [Fact]
    public async Task Refuses_a_message_without_what_it_needs()
    {
        string standard = await Sqs.StandardAsync();
        string fifo = await Sqs.FifoAsync();

        await MissingParameter("MessageBody").ExpectAsync(() => Sqs.SendAsync(standard, ""));
        await MissingParameter("MessageGroupId").ExpectAsync(() => Sqs.SendAsync(fifo, "a", deduplicationId: "d"));
        await InvalidParameterValue(NoDeduplicationId).ExpectAsync(() => Sqs.SendAsync(fifo, "a", "g"));
        await InvalidParameterValue("The request must contain the parameter MessageGroupId.")
            .ExpectAsync(() => Sqs.SendMessageBatchAsync(fifo, [Entry("1", "a", "g", "1"), Entry("2", "b", null, "2")]));
        await InvalidParameterValue(NoDeduplicationId)
            .ExpectAsync(() => Sqs.SendMessageBatchAsync(fifo, [Entry("1", "a", "g", "1"), Entry("2", "b", "g", null)]));
        Assert.Empty(await Sqs.ReceiveAsync(fifo));
    }

    [Theory]
    [InlineData("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~09AZaz", true)]
    [InlineData("128", true)]
    [InlineData("129", false)]
    [InlineData("", false)]
    [InlineData("a b", false)]
    [InlineData("ä", false)]
    [InlineData("a\u007F", false)]
    public async Task Refuses_ids_of_groups_deduplication_and_attempts_with_other_characters(string id, bool isTaken)
    {
        id = int.TryParse(id, out int length) ? new('x', length) : id;
        string fifo = await Sqs.FifoAsync();
        string standard = await Sqs.StandardAsync();

        await ExpectAsync(Refused("MessageGroupId"), () => Sqs.SendAsync(fifo, "a", id, "d"));
        await ExpectAsync(Refused("MessageGroupId"), () => Sqs.SendAsync(standard, "a", id));
        await ExpectAsync(Refused("MessageDeduplicationId"), () => Sqs.SendAsync(fifo, "a", "g", id));
        await ExpectAsync(Refused("ReceiveRequestAttemptId"), () => Sqs.ReceiveAsync(fifo, attempt: id));

        SdkError? Refused(string parameter) => isTaken ? null : InvalidParameterValue(
            id, parameter, $"{parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length.");
    }

    [Fact]
    public async Task Refuses_what_belongs_to_the_other_type_of_queue()
    {
        string standard = await Sqs.StandardAsync();
        string fifo = await Sqs.FifoAsync();

        await InvalidParameterValue(2, "DelaySeconds", WrongType).ExpectAsync(() => Sqs.SendAsync(fifo, "a", "g", "d", delay: 2));
        await InvalidParameterValue("d", "MessageDeduplicationId", WrongType).ExpectAsync(() => Sqs.SendAsync(standard, "a", "g", "d"));
        await InvalidParameterValue("r", "ReceiveRequestAttemptId", WrongType).ExpectAsync(() => Sqs.ReceiveAsync(standard, attempt: "r"));
    }

    [Fact]
    public async Task Sends_the_entries_of_a_batch_that_are_right_and_fails_the_others()
    {
        string url = await Sqs.StandardAsync("MaximumMessageSize=1024");
        var sent = await Sqs.SendMessageBatchAsync(url, [
            new("ok", "a"),
            new("long", new string('x', 1_025)),
            new("empty", ""),
            new("bad", "\u0001"),
            new("late", "b") { DelaySeconds = 901 },
            new("last", new string('x', 1_024)),
        ]);

        Assert.Equal(["ok", "last"], sent.Successful.Select(entry => entry.Id));
        Assert.Equal(
            [
                ("long", "InvalidParameterValue", "One or more parameters cannot be validated. Reason: Message must be shorter than 1024 bytes."),
                ("empty", "MissingParameter", "The request must contain the parameter MessageBody."),
                ("bad", "InvalidMessageContents",
                    "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF"),
                ("late", "InvalidParameterValue", "Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900."),
            ],
            sent.Failed.Select(entry => (entry.Id, entry.Code, entry.Message)));
        Assert.All(sent.Failed, entry => Assert.True(entry.SenderFault));
        Assert.Equal(2, (await Sqs.ReceiveAsync(url)).Count);
    }

    [Fact]
    public async Task Changes_and_deletes_the_entries_of_a_batch_that_are_right_and_fails_the_others()
    {
        string url = await Sqs.FifoAsync("ContentBasedDeduplication=true");
        await Sqs.SendAllAsync(url, "a-1", "b-1", "c-1");
        var received = await Sqs.ReceiveAsync(url);
        string gone = received[2].ReceiptHandle;
        await Sqs.DeleteMessageAsync(url, gone);

        var changed = await Sqs.ChangeMessageVisibilityBatchAsync(url, [
            new("ok", received[0].ReceiptHandle) { VisibilityTimeout = 0 },
            new("garbage", "garbage") { VisibilityTimeout = 0 },
            new("none", received[1].ReceiptHandle),
            new("gone", gone) { VisibilityTimeout = 1 },
        ]);
        Assert.Equal("ok", Assert.Single(changed.Successful).Id);
        Assert.Equal(
            [
                ("garbage", "ReceiptHandleIsInvalid", "The input receipt handle \"garbage\" is not a valid receipt handle."),
                ("none", "MissingParameter", "The request must contain the parameter VisibilityTimeout."),
                ("gone", "InvalidParameterValue",
                    $"Value {gone} for parameter ReceiptHandle is invalid. "
                    + "Reason: Message does not exist or is not available for visibility timeout change."),
            ],
            changed.Failed.Select(entry => (entry.Id, entry.Code, entry.Message)));

        var deleted = await Sqs.DeleteMessageBatchAsync(url, [
            new("expired", received[0].ReceiptHandle), new("ok", received[1].ReceiptHandle), new("again", gone)]);
        Assert.Equal(["ok", "again"], deleted.Successful.Select(entry => entry.Id));
        var expired = Assert.Single(deleted.Failed);
        Assert.Equal(
            ("expired", "InvalidParameterValue", true,
                $"Value {received[0].ReceiptHandle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired."),
            (expired.Id, expired.Code, expired.SenderFault, expired.Message));
        Assert.Equal("a-1", await Sqs.ReceiveBodiesAsync(url));
    }

    [Fact]
    public async Task Refuses_a_token_that_no_page_gave() =>
        await InvalidParameterValue("Invalid or expired next token.").ExpectAsync(
            () => Sqs.ListQueuesAsync(new ListQueuesRequest { MaxResults = 1, NextToken = "?" }));

    [Fact]
    public async Task Tells_who_purges_again_which_queue_it_was()
    {
        string url = await Sqs.StandardAsync();
        await Sqs.PurgeQueueAsync(url);
        await (Legacy("PurgeQueueInProgress", $"Only one PurgeQueue operation on {NameOf(url)} is allowed every 60 seconds.") with
        {
            Status = HttpStatusCode.Forbidden,
        }).ExpectAsync(() => Sqs.PurgeQueueAsync(url));
    }

    private static SendMessageBatchRequestEntry Entry(string id, string body, string? group, string? deduplicationId) =>
        new(id, body) { MessageGroupId = group, MessageDeduplicationId = deduplicationId };
}
