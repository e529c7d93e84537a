using System.Net;
using System.Text.Json.Nodes;

namespace SqsLambda.Local.Tests.Http;

/// <summary>Which operations of the API there are.</summary>
public sealed class OperationsTests(RunningEndpoint endpoint) : IClassFixture<RunningEndpoint>
{
    [Theory]
    [InlineData("CreateQueue", "QueueName")]
    [InlineData("DeleteQueue", "QueueUrl")]
    [InlineData("GetQueueUrl", "QueueName")]
    [InlineData("GetQueueAttributes", "QueueUrl")]
    [InlineData("SetQueueAttributes", "QueueUrl")]
    [InlineData("PurgeQueue", "QueueUrl")]
    [InlineData("SendMessage", "QueueUrl")]
    [InlineData("SendMessageBatch", "QueueUrl")]
    [InlineData("ReceiveMessage", "QueueUrl")]
    [InlineData("DeleteMessage", "QueueUrl")]
    [InlineData("DeleteMessageBatch", "QueueUrl")]
    [InlineData("ChangeMessageVisibility", "QueueUrl")]
    [InlineData("ChangeMessageVisibilityBatch", "QueueUrl")]
    [InlineData("AddPermission", "QueueUrl")]
    [InlineData("RemovePermission", "QueueUrl")]
    [InlineData("TagQueue", "QueueUrl")]
    [InlineData("UntagQueue", "QueueUrl")]
    [InlineData("ListQueueTags", "QueueUrl")]
    [InlineData("ListDeadLetterSourceQueues", "QueueUrl")]
    [InlineData("StartMessageMoveTask", "SourceArn")]
    [InlineData("ListMessageMoveTasks", "SourceArn")]
    [InlineData("CancelMessageMoveTask", "TaskHandle")]
    public async Task A_parameter_that_an_operation_needs_is_named_when_it_is_missing(string operation, string parameter)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint.Url)
        {
            Content = new StringContent("{}"),
            Headers = { { "X-Amz-Target", $"AmazonSQS.{operation}" } },
        };
        using var response = await endpoint.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(
            $"parameter {parameter}", JsonNode.Parse(await response.Content.ReadAsStringAsync())!["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Permissions_come_and_go_by_the_SDK()
    {
        string name = $"q-{Guid.NewGuid():N}";
        string arn = $"arn:aws:sqs:us-east-1:000000000000:{name}";
        string url = (await endpoint.Sqs.CreateQueueAsync(name)).QueueUrl;
        await endpoint.Sqs.AddPermissionAsync(url, "label", ["111111111111"], ["SendMessage"]);
        Assert.Equal(
            $$$"""{"Version":"2008-10-17","Id":"{{{arn}}}/SQSDefaultPolicy","Statement":[{"Sid":"label","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:root"},"Action":"SQS:SendMessage","Resource":"{{{arn}}}"}]}""",
            (await endpoint.Sqs.GetQueueAttributesAsync(url, ["Policy"])).Attributes["Policy"]);

        await endpoint.Sqs.RemovePermissionAsync(url, "label");
        Assert.DoesNotContain("Policy", (await endpoint.Sqs.GetQueueAttributesAsync(url, ["All"])).Attributes.Keys);

        await SdkError.InvalidParameterValue("label", "Label", "can't find label.").ExpectAsync(() => endpoint.Sqs.RemovePermissionAsync(url, "label"));
        await new SdkError("OverLimit", "OverLimit", "8 Actions were found, maximum allowed is 7.", HttpStatusCode.Forbidden)
            .ExpectAsync(() => endpoint.Sqs.AddPermissionAsync(url, "label", ["111111111111"], [.. Enumerable.Repeat("*", 8)]));
    }

    [Fact]
    public async Task An_operation_that_there_is_not_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint.Url)
        {
            Content = new StringContent("{}"),
            Headers = { { "X-Amz-Target", "AmazonSQS.Nonsense" } },
        };
        using var response = await endpoint.Http.SendAsync(request);

        Assert.Equal(
            """{"__type":"com.amazonaws.sqs#UnsupportedOperation","message":"The operation Nonsense is not supported by this local endpoint."}""",
            await response.Content.ReadAsStringAsync());
    }
}
