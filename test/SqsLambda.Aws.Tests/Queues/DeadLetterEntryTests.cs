using Amazon.Lambda.SQSEvents;
using Amazon.SQS.Model;
using SqsLambda.Aws.Queues;
using SqsLambda.Batch.Failures;

namespace SqsLambda.Aws.Tests.Queues;

/// <summary>What is missing in a message is left out, so that the message and its neighbours are sent.</summary>
public sealed class DeadLetterEntryTests
{
    public static TheoryData<string, SQSEvent.MessageAttribute?> Incomplete => new()
    {
        { "null", null },
        { "no type", new() { StringValue = "a" } },
        { "an empty type", new() { DataType = "", StringValue = "a" } },
        { "no value", new() { DataType = "String" } },
        { "an empty text", new() { DataType = "String", StringValue = "" } },
        { "a number without value", new() { DataType = "Number.int" } },
        { "binary without value", new() { DataType = "Binary" } },
        { "empty binary", new() { DataType = "Binary.png", BinaryValue = new() } },
        { "binary with a text", new() { DataType = "Binary", StringValue = "a" } },
    };

    [Theory]
    [MemberData(nameof(Incomplete))]
    public async Task An_incomplete_attribute_is_left_out(string name, SQSEvent.MessageAttribute? attribute)
    {
        SendMessageBatchRequestEntry[] sent = await SendAsync(
            Letters.Of(new()
            {
                MessageId = "m",
                EventSourceArn = Letters.Arn,
                MessageAttributes = new() { ["Bad"] = attribute!, ["Good"] = new() { DataType = "String", StringValue = "a" } },
            }),
            Letters.From(Letters.Arn));

        Assert.True(2 == sent.Length, name);
        Assert.Equal(
            [("ErrorMessage", "It is no JSON."), ("ErrorType", "Unparseable"), ("Good", "a"), ("SourceMessageId", "m"), ("SourceQueueArn", Letters.Arn)],
            sent[0].MessageAttributes.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => (pair.Key, pair.Value.StringValue)));
    }

    [Fact]
    public async Task A_binary_attribute_is_sent_whole_after_the_handler_has_read_and_closed_it()
    {
        var binary = new MemoryStream([1, 2, 3]);
        binary.Position = 3;
        await binary.DisposeAsync();

        SendMessageBatchRequestEntry[] sent = await SendAsync(Letters.Of(new()
        {
            MessageId = "m",
            EventSourceArn = Letters.Arn,
            MessageAttributes = new() { ["Signature"] = new() { DataType = "Binary", BinaryValue = binary } },
        }));

        MessageAttributeValue sentAttribute = sent[0].MessageAttributes["Signature"];
        Assert.Equal("Binary", sentAttribute.DataType);
        Assert.Equal([1, 2, 3], sentAttribute.BinaryValue.ToArray());
    }

    [Fact]
    public async Task A_message_of_which_SQS_says_nothing_is_sent()
    {
        SendMessageBatchRequestEntry[] sent = await SendAsync(Letters.Of(
            new() { Attributes = new() { ["AWSTraceHeader"] = null!, ["MessageGroupId"] = "" } }, body: null, reason: null));

        Assert.Equal(("", null, null, null), (sent[0].MessageBody, sent[0].MessageGroupId, sent[0].MessageDeduplicationId, sent[0].MessageSystemAttributes));
        Assert.Equal("Unparseable", Assert.Single(sent[0].MessageAttributes).Value.StringValue);
    }

    [Fact]
    public async Task The_trace_and_the_group_of_a_message_are_kept()
    {
        SendMessageBatchRequestEntry[] sent = await SendAsync(Letters.Of(new()
        {
            MessageId = "m",
            EventSourceArn = Letters.Arn,
            Attributes = new() { ["AWSTraceHeader"] = "Root=1-5759e988-bd862e3fe1be46a994272793", ["MessageGroupId"] = "g" },
        }));

        Assert.Equal(
            ("g", "Root=1-5759e988-bd862e3fe1be46a994272793"), (sent[0].MessageGroupId, sent[0].MessageSystemAttributes["AWSTraceHeader"].StringValue));
    }

    private static async Task<SendMessageBatchRequestEntry[]> SendAsync(params DeadLetter[] letters)
    {
        using var sqs = new CannedSqs();
        var sender = new SqsDeadLetterSender(sqs, DeadLetterQueue.Url("http://127.0.0.1:9/000000000000/dead"));

        Assert.All(await sender.SendAsync(letters, default), Assert.Null);
        return [.. sqs.Sent];
    }
}
