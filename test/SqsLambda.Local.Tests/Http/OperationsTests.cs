using System.Net;
using System.Text.Json.Nodes;
using Amazon.SQS.Model;

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

    [Theory]
    [InlineData("AddPermission")]
    [InlineData("RemovePermission")]
    public async Task Permissions_are_refused_as_an_unsupported_operation(string operation)
    {
        string url = (await endpoint.Sqs.CreateQueueAsync($"q-{Guid.NewGuid():N}")).QueueUrl;
        var error = await Assert.ThrowsAsync<UnsupportedOperationException>(() => operation == "AddPermission"
            ? endpoint.Sqs.AddPermissionAsync(url, "label", ["000000000000"], ["SendMessage"])
            : endpoint.Sqs.RemovePermissionAsync(url, "label"));

        Assert.Equal("AWS.SimpleQueueService.UnsupportedOperation", error.ErrorCode);
        Assert.Equal($"The operation {operation} is not supported by this local endpoint.", error.Message);
    }
}
