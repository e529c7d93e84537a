using System.Net;
using System.Text.Json.Nodes;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace SqsLambda.Local.Tests.Http;

/// <summary>On a clock that stands still a task moves as many messages as may be moved in a second, and then waits.</summary>
public sealed class MoveTaskSdkTests(MovedClockEndpoint endpoint) : IClassFixture<MovedClockEndpoint>
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private AmazonSQSClient Sqs => endpoint.Sqs;

    [Fact]
    public async Task Messages_go_back_to_the_queue_that_they_came_from()
    {
        var (dead, deadArn, url) = await CreateAsync();
        var sent = await Sqs.SendMessageAsync(url, "a");
        await Sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = url, VisibilityTimeout = 0 });
        await Sqs.ReceiveMessageAsync(url);
        Assert.Equal(1, endpoint.QueueOf(dead).Counts.Visible);
        var poll = Sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = url, WaitTimeSeconds = 20, MessageSystemAttributeNames = ["All"] });
        await EndpointFixture.UntilAsync(() => endpoint.QueueOf(url).WaitingReceives == 1);
        string handle = (await Sqs.StartMessageMoveTaskAsync(new StartMessageMoveTaskRequest { SourceArn = deadArn })).TaskHandle;

        var message = Assert.Single((await poll.WaitAsync(Limit)).Messages);
        Assert.Equal(("a", "1", false), (message.Body, message.Attributes["ApproximateReceiveCount"], message.Attributes.ContainsKey("DeadLetterQueueSourceArn")));
        Assert.NotEqual(sent.MessageId, message.MessageId);
        Assert.Equal(deadArn, JsonNode.Parse(Convert.FromBase64String(handle))!["sourceArn"]!.GetValue<string>());
        await EndpointFixture.UntilAsync(() => !endpoint.QueueOf(dead).MoveTasks.HasActive);
        var task = Assert.Single((await ListAsync(deadArn)).Results);
        Assert.Equal(
            ("COMPLETED", deadArn, 1L, 1L),
            (task.Status, task.SourceArn, task.ApproximateNumberOfMessagesMoved, task.ApproximateNumberOfMessagesToMove));
        Assert.Equal((null, null, null, null), (task.TaskHandle, task.DestinationArn, task.MaxNumberOfMessagesPerSecond, task.FailureReason));
        Assert.Equal(endpoint.NowMs, task.StartedTimestamp!.Value);
    }

    [Fact]
    public async Task A_running_task_is_listed_with_its_handle_and_can_be_cancelled()
    {
        var (dead, deadArn, url) = await CreateAsync();
        string arn = await ArnAsync(url);
        await Sqs.SendMessageBatchAsync(dead, [.. Enumerable.Range(0, 10).Select(i => new SendMessageBatchRequestEntry($"{i}", $"{i}"))]);
        string handle = (await Sqs.StartMessageMoveTaskAsync(
            new StartMessageMoveTaskRequest { SourceArn = deadArn, DestinationArn = arn, MaxNumberOfMessagesPerSecond = 1 })).TaskHandle;
        await ExpectAsync<AmazonSQSException>(
            "InvalidParameterValue", HttpStatusCode.BadRequest,
            "There is already a task running. Only one active task is allowed for a source queue arn at a given time.",
            () => Sqs.StartMessageMoveTaskAsync(new StartMessageMoveTaskRequest { SourceArn = deadArn }));

        var running = Assert.Single((await ListAsync(deadArn, 10)).Results);
        Assert.Equal(
            (handle, "RUNNING", arn, 1, 10L),
            (running.TaskHandle, running.Status, running.DestinationArn, running.MaxNumberOfMessagesPerSecond, running.ApproximateNumberOfMessagesToMove));
        var cancelled = await Sqs.CancelMessageMoveTaskAsync(new CancelMessageMoveTaskRequest { TaskHandle = handle });
        Assert.Equal(1, cancelled.ApproximateNumberOfMessagesMoved!.Value);
        await EndpointFixture.UntilAsync(() => !endpoint.QueueOf(dead).MoveTasks.HasActive);
        var ended = Assert.Single((await ListAsync(deadArn)).Results);
        Assert.Equal(("CANCELLED", null), (ended.Status, ended.TaskHandle));
        Assert.Equal(10 - ended.ApproximateNumberOfMessagesMoved, endpoint.QueueOf(dead).Counts.Visible);
    }

    [Fact]
    public async Task A_deleted_destination_is_the_reason_of_a_failure()
    {
        var (dead, deadArn, _) = await CreateAsync();
        string gone = (await Sqs.CreateQueueAsync(NewName())).QueueUrl;
        await Sqs.SendMessageBatchAsync(dead, [new("1", "1"), new("2", "2")]);
        await Sqs.StartMessageMoveTaskAsync(
            new StartMessageMoveTaskRequest { SourceArn = deadArn, DestinationArn = await ArnAsync(gone), MaxNumberOfMessagesPerSecond = 1 });
        await Sqs.DeleteQueueAsync(gone);
        endpoint.Pass(1);
        await EndpointFixture.UntilAsync(() => !endpoint.QueueOf(dead).MoveTasks.HasActive);

        var task = Assert.Single((await ListAsync(deadArn)).Results);
        Assert.Equal(("FAILED", "AWS.SimpleQueueService.NonExistentQueue"), (task.Status, task.FailureReason));
        Assert.Equal(1, endpoint.QueueOf(dead).Counts.Visible);
    }

    [Fact]
    public async Task A_queue_without_tasks_lists_none()
    {
        var (_, deadArn, _) = await CreateAsync();
        Assert.Null((await ListAsync(deadArn)).Results);
    }

    [Fact]
    public async Task Errors_have_the_type_code_status_and_text_of_AWS()
    {
        var (_, deadArn, url) = await CreateAsync();
        string none = deadArn + "-none";
        const string noSource = "The resource that you specified for the SourceArn parameter doesn't exist.";

        await ExpectAsync<AmazonSQSException>(
            "InvalidParameterValue", HttpStatusCode.BadRequest, "Source queue must be configured as a Dead Letter Queue.",
            async () => await Sqs.StartMessageMoveTaskAsync(new StartMessageMoveTaskRequest { SourceArn = await ArnAsync(url) }));
        await ExpectAsync<ResourceNotFoundException>(
            "ResourceNotFoundException", HttpStatusCode.NotFound, noSource,
            () => Sqs.StartMessageMoveTaskAsync(new StartMessageMoveTaskRequest { SourceArn = none }));
        await ExpectAsync<ResourceNotFoundException>(
            "ResourceNotFoundException", HttpStatusCode.NotFound, "The resource that you specified for the DestinationArn parameter doesn't exist.",
            () => Sqs.StartMessageMoveTaskAsync(new StartMessageMoveTaskRequest { SourceArn = deadArn, DestinationArn = none }));
        await ExpectAsync<ResourceNotFoundException>("ResourceNotFoundException", HttpStatusCode.NotFound, noSource, () => ListAsync(none));
        await ExpectAsync<AmazonSQSException>(
            "InvalidParameterValue", HttpStatusCode.BadRequest, "Value for parameter TaskHandle is invalid.", () => CancelAsync("foobared"));
        await ExpectAsync<ResourceNotFoundException>(
            "ResourceNotFoundException", HttpStatusCode.NotFound, "Task does not exist.",
            () => CancelAsync(Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($$"""{"taskId":"{{Guid.NewGuid()}}","sourceArn":"{{deadArn}}"}"""))));
    }

    private static async Task ExpectAsync<TException>(string code, HttpStatusCode status, string message, Func<Task> action)
        where TException : AmazonSQSException
    {
        var error = await Assert.ThrowsAsync<TException>(action);
        Assert.Equal((code, status, message), (error.ErrorCode, error.StatusCode, error.Message));
    }

    private static string NewName() => $"q-{Guid.NewGuid():N}";

    /// <summary>A dead-letter queue, and a queue whose messages go there after one receive.</summary>
    private async Task<(string DeadUrl, string DeadArn, string Url)> CreateAsync()
    {
        string dead = (await Sqs.CreateQueueAsync(NewName())).QueueUrl;
        string deadArn = await ArnAsync(dead);
        string url = (await Sqs.CreateQueueAsync(new CreateQueueRequest
        {
            QueueName = NewName(),
            Attributes = new() { ["RedrivePolicy"] = $$"""{"deadLetterTargetArn":"{{deadArn}}","maxReceiveCount":1}""" },
        })).QueueUrl;
        return (dead, deadArn, url);
    }

    private async Task<string> ArnAsync(string url) => (await Sqs.GetQueueAttributesAsync(url, ["QueueArn"])).QueueARN;

    private Task<ListMessageMoveTasksResponse> ListAsync(string sourceArn, int? maxResults = null) =>
        Sqs.ListMessageMoveTasksAsync(new ListMessageMoveTasksRequest { SourceArn = sourceArn, MaxResults = maxResults });

    private Task<CancelMessageMoveTaskResponse> CancelAsync(string handle) =>
        Sqs.CancelMessageMoveTaskAsync(new CancelMessageMoveTaskRequest { TaskHandle = handle });
}
