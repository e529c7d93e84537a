using Amazon.SQS.Model;
using SqsLambda.Local.Mapping;
using SqsLambda.Local.Tests.Http;
using SqsLambda.Orders;
using SqsLambda.Settings;

namespace SqsLambda.Local.Tests.EndToEnd;

/// <summary>What the function's dead letters are to the queues, and to the operator who redrives them.</summary>
public sealed class DeadLetterQueueTests(MovedClockEndpoint endpoint) : IClassFixture<MovedClockEndpoint>, IDisposable
{
    private const string Invalid = """{"orderId":"2","sku":"a","quantity":0}""";

    private readonly QueueFunction _function = new(endpoint);

    /// <summary>A message that was sent to it has no source queue: without a destination a move task stops at the first of these.</summary>
    [Fact]
    public async Task The_redrive_of_the_README_sends_back_what_the_function_dead_lettered_and_what_the_queue_did()
    {
        SdkQueue dead = await SdkQueue.CreateAsync(endpoint);
        string deadArn = endpoint.QueueOf(dead.Url).Arn;
        SdkQueue queue = await SdkQueue.CreateAsync(endpoint, false, ("RedrivePolicy", $$"""{"deadLetterTargetArn":"{{deadArn}}","maxReceiveCount":"1"}"""));
        await queue.SendAsync($$"""{"orderId":"1","sku":"{{FlakyOrderBook.Sku}}","quantity":1}""");
        await queue.SendAsync(Invalid);
        await HandleAsync(queue, new() { DeadLetterQueueUrl = dead.Url });
        endpoint.Pass(31);
        Assert.Empty(await _function.ReceiveAsync(queue));
        Assert.Equal(2, endpoint.QueueOf(dead.Url).Counts.Visible);

        await endpoint.Sqs.StartMessageMoveTaskAsync(
            new StartMessageMoveTaskRequest { SourceArn = deadArn, DestinationArn = endpoint.QueueOf(queue.Url).Arn });
        await EndpointFixture.UntilAsync(() =>
        {
            endpoint.Pass(1);
            return !endpoint.QueueOf(dead.Url).MoveTasks.HasActive;
        });

        var task = Assert.Single((await endpoint.Sqs.ListMessageMoveTasksAsync(new ListMessageMoveTasksRequest { SourceArn = deadArn })).Results);
        Assert.Equal(("COMPLETED", 2L, null), (task.Status, task.ApproximateNumberOfMessagesMoved, task.FailureReason));
        Assert.Equal(2, endpoint.QueueOf(queue.Url).Counts.Visible);
    }

    public void Dispose() => _function.Dispose();

    private async Task<(string[] Returned, PolledMessage[] Received)> HandleAsync(SdkQueue queue, FunctionSettings settings)
    {
        PolledMessage[] received = await _function.ReceiveAsync(queue);
        return (await _function.HandleAsync(queue, received, settings, new FlakyOrderBook(new InMemoryOrderBook())), received);
    }
}
