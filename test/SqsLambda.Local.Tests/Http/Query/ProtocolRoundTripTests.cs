using System.Text.Json.Nodes;
using SqsLambda.Local.Http;
using SqsLambda.Local.Sqs;

namespace SqsLambda.Local.Tests.Http.Query;

/// <summary>Every operation in both protocols: the same answer, in other clothes.</summary>
public sealed class ProtocolRoundTripTests(ProtocolPair pair) : IClassFixture<ProtocolPair>
{
    private const string Arn = "arn:aws:sqs:us-east-1:000000000000:";

    private readonly HashSet<string> _compared = [];

    [Fact]
    public async Task Every_operation_has_the_same_answer_in_both_protocols()
    {
        string url = await CreateAsync("a");
        string fifo = await CreateAsync("a.fifo", new() { ["FifoQueue"] = "true", ["ContentBasedDeduplication"] = "true" });
        await SameAsync("GetQueueUrl", """{"QueueName":"a"}""");
        await QueueAsync(url, fifo);
        await MessagesAsync(url, fifo);
        await BatchesAsync(url, fifo);
        await MoveTasksAsync();
        await SameAsync("DeleteQueue", With(url, "{}"));
        pair.Pass(70);

        using var service = new SqsService(TimeProvider.System);
        Assert.Equal(new Operations(service, default).Names.Order(StringComparer.Ordinal), _compared.Order(StringComparer.Ordinal));
    }

    private async Task QueueAsync(string url, string fifo)
    {
        await SameAsync("ListQueues", "{}");
        var page = await SameAsync("ListQueues", """{"QueueNamePrefix":"a","MaxResults":1}""");
        await SameAsync("ListQueues", new JsonObject { ["MaxResults"] = 1, ["NextToken"] = page["NextToken"]!.DeepClone() });
        await SameAsync("ListQueues", """{"QueueNamePrefix":"none"}""");
        await SameAsync("SetQueueAttributes", With(url, """{"Attributes":{"DelaySeconds":"0","VisibilityTimeout":"40","Policy":""}}"""));
        await SameAsync("AddPermission", With(url, """{"Label":"l","AWSAccountIds":["111111111111","222222222222"],"Actions":["SendMessage","ReceiveMessage"]}"""));
        await SameAsync("GetQueueAttributes", With(url, """{"AttributeNames":["Policy","QueueArn"]}"""));
        await SameAsync("RemovePermission", With(url, """{"Label":"l"}"""));
        await SameAsync("GetQueueAttributes", With(url, """{"AttributeNames":["All"]}"""));
        await SameAsync("GetQueueAttributes", With(fifo, """{"AttributeNames":["All"]}"""));
        await SameAsync("GetQueueAttributes", With(url, "{}"));
        await SameAsync("TagQueue", With(url, """{"Tags":{"k":"v","a b":"c=d: é@f","empty":""}}"""));
        await SameAsync("ListQueueTags", With(url, "{}"));
        await SameAsync("UntagQueue", With(url, """{"TagKeys":["k","none"]}"""));
        await SameAsync("ListQueueTags", With(url, "{}"));
        await SameAsync("ListQueueTags", With(fifo, "{}"));
        await SameAsync("ListDeadLetterSourceQueues", With(url, "{}"));
    }

    private async Task MessagesAsync(string url, string fifo)
    {
        await SameAsync(
            "SendMessage",
            With(url, """
                {
                  "MessageBody": "a \r\n <b>",
                  "DelaySeconds": 0,
                  "MessageGroupId": "fair",
                  "MessageAttributes": {
                    "z": { "DataType": "String", "StringValue": "v" },
                    "b": { "DataType": "Binary.png", "BinaryValue": "AP/+" },
                    "n": { "DataType": "Number", "StringValue": "-1.5e3" }
                  },
                  "MessageSystemAttributes": { "AWSTraceHeader": { "DataType": "String", "StringValue": "Root=1-5759e988-bd862e3fe1be46a994272793" } }
                }
                """));
        await SameAsync("SendMessage", With(fifo, """{"MessageBody":"b","MessageGroupId":"g","MessageDeduplicationId":"d"}"""));
        await SameAsync("SendMessage", With(fifo, """{"MessageBody":"b","MessageGroupId":"g","MessageDeduplicationId":"d"}"""));
        var received = await SameAsync("ReceiveMessage", With(url, """{"AttributeNames":["All"],"MessageAttributeNames":["All"],"VisibilityTimeout":5,"WaitTimeSeconds":0}"""));
        await SameAsync("ChangeMessageVisibility", With(url, """{"VisibilityTimeout":0}""", HandleIn(received)));
        received = await SameAsync("ReceiveMessage", With(url, """{"MessageSystemAttributeNames":["SenderId","ApproximateReceiveCount"],"MessageAttributeNames":["n","b.*"]}"""));
        await SameAsync("DeleteMessage", With(url, "{}", HandleIn(received)));
        await SameAsync("ReceiveMessage", With(url, "{}"));
        await SameAsync("ReceiveMessage", With(fifo, """{"MaxNumberOfMessages":10,"AttributeNames":["All"],"ReceiveRequestAttemptId":"r"}"""));
        await SameAsync("PurgeQueue", With(fifo, "{}"));
    }

    private async Task BatchesAsync(string url, string fifo)
    {
        await SameAsync(
            "SendMessageBatch",
            With(fifo, """
                {
                  "Entries": [
                    { "Id": "1", "MessageBody": "a", "MessageGroupId": "x", "MessageAttributes": { "k": { "DataType": "String", "StringValue": "v" } } },
                    { "Id": "2", "MessageBody": "b", "MessageGroupId": "x", "MessageSystemAttributes": { "AWSTraceHeader": { "DataType": "String", "StringValue": "t" } } },
                    { "Id": "3", "MessageBody": "\u0001", "MessageGroupId": "x" },
                    { "Id": "4", "MessageBody": "d", "MessageGroupId": "x", "DelaySeconds": 5 }
                  ]
                }
                """));
        await SameAsync("SendMessageBatch", With(url, """{"Entries":[{"Id":"only","MessageBody":"\u0001"}]}"""));
        var received = await SameAsync("ReceiveMessage", With(fifo, """{"MaxNumberOfMessages":10,"MessageAttributeNames":["k"],"AttributeNames":["AWSTraceHeader","SequenceNumber"]}"""));
        var messages = received["Messages"]!.AsArray();
        Assert.Equal(2, messages.Count);
        await SameAsync(
            "ChangeMessageVisibilityBatch",
            With(fifo, "{}", entries: [Entry("1", messages[0]!, 10), Entry("2", messages[1]!, 99_999), Entry("3", new JsonObject { ["ReceiptHandle"] = "none" }, 1)]));
        await SameAsync("DeleteMessageBatch", With(fifo, "{}", entries: [Entry("1", messages[0]!), Entry("2", new JsonObject { ["ReceiptHandle"] = "none" })]));
    }

    private async Task MoveTasksAsync()
    {
        string dead = await CreateAsync("dead");
        string source = await CreateAsync("source", new() { ["RedrivePolicy"] = $$"""{"deadLetterTargetArn":"{{Arn}}dead","maxReceiveCount":"1"}""" });
        await SameAsync("ListDeadLetterSourceQueues", With(dead, """{"MaxResults":10}"""));
        for (int i = 0; i < 3; i++)
        {
            await SameAsync("SendMessage", With(source, $$"""{"MessageBody":"{{i}}"}"""));
            await SameAsync("ReceiveMessage", With(source, """{"VisibilityTimeout":0}"""));
            await SameAsync("ReceiveMessage", With(source, "{}"));
        }

        await SameAsync("ListMessageMoveTasks", $$"""{"SourceArn":"{{Arn}}dead"}""");
        var started = await SameAsync("StartMessageMoveTask", $$"""{"SourceArn":"{{Arn}}dead","DestinationArn":"{{Arn}}a","MaxNumberOfMessagesPerSecond":1}""");
        await SameAsync("ListMessageMoveTasks", $$"""{"SourceArn":"{{Arn}}dead","MaxResults":5}""");
        await SameAsync("CancelMessageMoveTask", new JsonObject { ["TaskHandle"] = started["TaskHandle"]!.DeepClone() });
    }

    private async Task<string> CreateAsync(string name, JsonObject? attributes = null)
    {
        var created = await SameAsync(
            "CreateQueue", new JsonObject { ["QueueName"] = name, ["Attributes"] = attributes, ["tags"] = new JsonObject { ["of"] = name } });
        return created["QueueUrl"]!.GetValue<string>();
    }

    private Task<JsonObject> SameAsync(string operation, string request) => SameAsync(operation, JsonNode.Parse(request)!.AsObject());

    private Task<JsonObject> SameAsync(string operation, JsonObject request)
    {
        _compared.Add(operation);
        return pair.SameAsync(operation, request);
    }

    private static string HandleIn(JsonObject received) => received["Messages"]!.AsArray().Single()!["ReceiptHandle"]!.GetValue<string>();

    private static JsonObject With(string url, string request, string? handle = null, JsonArray? entries = null)
    {
        var with = JsonNode.Parse(request)!.AsObject();
        with["QueueUrl"] = url;
        if (handle is not null)
        {
            with["ReceiptHandle"] = handle;
        }

        if (entries is not null)
        {
            with["Entries"] = entries;
        }

        return with;
    }

    private static JsonObject Entry(string id, JsonNode message, int? timeout = null)
    {
        var entry = new JsonObject { ["Id"] = id, ["ReceiptHandle"] = message["ReceiptHandle"]!.DeepClone() };
        if (timeout is not null)
        {
            entry["VisibilityTimeout"] = timeout;
        }

        return entry;
    }
}
