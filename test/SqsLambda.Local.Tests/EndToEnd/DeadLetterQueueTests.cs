using System.Globalization;
using Amazon.SQS.Model;
using SqsLambda.Aws.Queues;
using SqsLambda.Aws.Settings;
using SqsLambda.Batch;
using SqsLambda.Local.Mapping;
using SqsLambda.Local.Tests.Http;
using SqsLambda.TestFunction.Memos;
using Message = Amazon.SQS.Model.Message;
using MessageAttributeValue = Amazon.SQS.Model.MessageAttributeValue;

namespace SqsLambda.Local.Tests.EndToEnd;

/// <summary>What the function's dead letters are to the queues, and to the operator who redrives them.</summary>
public sealed class DeadLetterQueueTests(MovedClockEndpoint endpoint) : IClassFixture<MovedClockEndpoint>, IDisposable
{
    private const string Invalid = """{"id":"2","text":""}""";

    private readonly QueueFunction _function = new(endpoint);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_failed_permanently_is_in_the_dead_letter_queue_as_it_was_and_with_its_reason(bool isFifo)
    {
        SdkQueue dead = await SdkQueue.CreateAsync(endpoint, isFifo);
        SdkQueue queue = await SdkQueue.CreateAsync(endpoint, isFifo);
        var sent = await endpoint.Sqs.SendMessageAsync(new SendMessageRequest(queue.Url, Invalid)
        {
            MessageGroupId = isFifo ? "g" : null,
            MessageDeduplicationId = isFifo ? "id" : null,
            MessageAttributes = new()
            {
                ["Text"] = new() { DataType = "String.custom", StringValue = "é" },
                ["Bytes"] = new() { DataType = "Binary", BinaryValue = new MemoryStream([0, 1, 255]) },
            },
            MessageSystemAttributes = new() { ["AWSTraceHeader"] = new() { DataType = "String", StringValue = "Root=1-5759e988-bd862e3fe1be46a994272793" } },
        });

        var (returned, _) = await HandleAsync(queue, new() { DeadLetterQueue = DeadLetterQueue.Url(dead.Url) });
        Assert.True(returned.Length == 0, _function.Log);

        Message letter = await dead.ReceiveOneAsync();
        Assert.Equal(Invalid, letter.Body);
        Assert.Equal(
            ("Invalid", "text is blank.", sent.MessageId, endpoint.QueueOf(queue.Url).Arn, "é", "String.custom"),
            (Text(letter, "ErrorType"), Text(letter, "ErrorMessage"), Text(letter, "SourceMessageId"), Text(letter, "SourceQueueArn"), Text(letter, "Text"),
                letter.MessageAttributes["Text"].DataType));
        Assert.Equal([0, 1, 255], letter.MessageAttributes["Bytes"].BinaryValue.ToArray());
        Assert.Equal("Root=1-5759e988-bd862e3fe1be46a994272793", letter.Attributes["AWSTraceHeader"]);
        Assert.Equal(isFifo ? ("g", sent.MessageId) : (null, null), (letter.Attributes.GetValueOrDefault("MessageGroupId"), letter.Attributes.GetValueOrDefault("MessageDeduplicationId")));
    }

    [Fact]
    public async Task Reasons_are_added_only_as_far_as_ten_attributes_and_1_MiB_allow()
    {
        SdkQueue dead = await SdkQueue.CreateAsync(endpoint);
        SdkQueue queue = await SdkQueue.CreateAsync(endpoint);
        await endpoint.Sqs.SendMessageAsync(new SendMessageRequest(queue.Url, "eight")
        {
            MessageAttributes = Enumerable.Range(0, 8).ToDictionary(static i => $"a{i}", static _ => new MessageAttributeValue { DataType = "String", StringValue = "v" }),
        });
        await queue.SendAsync(new('x', 1_048_576));
        await queue.SendAsync(new('y', 1_048_576));

        var (returned, _) = await HandleAsync(queue, new() { DeadLetterQueue = DeadLetterQueue.Url(dead.Url) });
        Assert.True(returned.Length == 0, _function.Log);

        var letters = await dead.ReceiveAsync();
        Assert.Equal([5, 1_048_576, 1_048_576], letters.Select(static letter => letter.Body.Length).Order());
        Message eight = letters.Single(static letter => letter.Body == "eight");
        Assert.Equal(10, eight.MessageAttributes.Count);
        Assert.Equal("Unparseable", Text(eight, "ErrorType"));
        Assert.All(letters.Where(static letter => letter.Body != "eight"), static letter => Assert.Null(letter.MessageAttributes));
    }

    /// <summary>A message that was sent to it has no source queue: without a destination a move task stops at the first of these.</summary>
    [Fact]
    public async Task The_redrive_of_the_troubleshooting_page_sends_back_what_the_function_dead_lettered_and_what_the_queue_did()
    {
        SdkQueue dead = await SdkQueue.CreateAsync(endpoint);
        string deadArn = endpoint.QueueOf(dead.Url).Arn;
        SdkQueue queue = await SdkQueue.CreateAsync(endpoint, false, ("RedrivePolicy", $$"""{"deadLetterTargetArn":"{{deadArn}}","maxReceiveCount":"1"}"""));
        await queue.SendAsync($$"""{"id":"1","text":"{{FlakyHandler.Text}}"}""");
        await queue.SendAsync(Invalid);
        await HandleAsync(queue, new() { DeadLetterQueue = DeadLetterQueue.Url(dead.Url) });
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

    [Fact]
    public async Task What_fails_again_after_a_redrive_says_why_it_failed_now()
    {
        SdkQueue dead = await SdkQueue.CreateAsync(endpoint);
        SdkQueue queue = await SdkQueue.CreateAsync(endpoint);
        await queue.SendAsync("no JSON");
        await HandleAsync(queue, new() { DeadLetterQueue = DeadLetterQueue.Url(dead.Url) });
        Message first = await dead.ReceiveOneAsync();
        await endpoint.Sqs.DeleteMessageAsync(dead.Url, first.ReceiptHandle);

        // An operator mends the body and sends it with its attributes, of which a message has ten at most.
        foreach (int number in Enumerable.Range(0, 6))
        {
            first.MessageAttributes[$"a{number}"] = new() { DataType = "String", StringValue = "v" };
        }

        var again = await endpoint.Sqs.SendMessageAsync(new SendMessageRequest(queue.Url, Invalid) { MessageAttributes = first.MessageAttributes });
        await HandleAsync(queue, new() { DeadLetterQueue = DeadLetterQueue.Url(dead.Url) });

        Message second = await dead.ReceiveOneAsync();
        Assert.Equal(
            ("text is blank.", again.MessageId),
            (Text(second, "ErrorMessage"), Text(second, "SourceMessageId")));
        Assert.Equal(first.MessageAttributes.Keys.Order(), second.MessageAttributes.Keys.Order());
    }

    [Theory]
    [InlineData(false, "SameQueue: {0} is the queue that the message comes from. It would receive the message again without end.")]
    [InlineData(true, "OtherKindOfQueue: {0} is a FIFO queue and {1} is a standard queue. Both must be of the same kind.")]
    public async Task A_queue_that_cannot_be_the_dead_letter_queue_is_refused_in_clear_words(bool isOther, string because)
    {
        SdkQueue queue = await SdkQueue.CreateAsync(endpoint);
        SdkQueue dead = isOther ? await SdkQueue.CreateAsync(endpoint, isFifo: true) : queue;
        await queue.SendAsync(Invalid);

        (string[] returned, PolledMessage[] received) = await HandleAsync(queue, new() { DeadLetterQueue = DeadLetterQueue.Url(dead.Url) });

        Assert.Equal([received[0].MessageId], returned);
        string reason = string.Format(CultureInfo.InvariantCulture, because, dead.Url, endpoint.QueueOf(queue.Url).Name);
        Assert.Equal(
            $"  Error: Message {returned[0]} failed permanently (receive count 1): text is blank. It was not sent to the dead-letter queue: {reason}",
            _function.Log.Split('\n')[0]);
    }

    [Fact]
    public async Task Where_the_queue_refuses_one_message_the_others_are_in_it_and_that_one_comes_back()
    {
        SdkQueue dead = await SdkQueue.CreateAsync(endpoint, false, ("MaximumMessageSize", "1024"));
        SdkQueue queue = await SdkQueue.CreateAsync(endpoint);
        foreach (int length in new[] { 1, 2, 2_000, 4 })
        {
            await queue.SendAsync(new string('x', length));
        }

        (string[] returned, PolledMessage[] received) = await HandleAsync(queue, new() { DeadLetterQueue = DeadLetterQueue.Url(dead.Url) });

        Assert.Equal([received.Single(static message => message.Body.Length == 2_000).MessageId], returned);
        Assert.Equal(["x", "xx", "xxxx"], (await dead.ReceiveAsync()).Select(static letter => letter.Body).Order());
        Assert.Contains(
            $"Error: Message {returned[0]} failed permanently (receive count 1): The body cannot be read as Memo (line 1, byte 1). It was not sent to the dead-letter queue: InvalidParameterValue: ",
            _function.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_reason_is_cut_to_1_KiB_of_whole_characters()
    {
        SdkQueue dead = await SdkQueue.CreateAsync(endpoint);
        SdkQueue queue = await SdkQueue.CreateAsync(endpoint);
        await queue.SendAsync("""{"id":"1","text":"a"}""");

        Assert.Empty((await HandleAsync(queue, new() { DeadLetterQueue = DeadLetterQueue.Url(dead.Url) }, new HandlerThatRefuses("-" + new string('é', 5_000)))).Returned);

        Assert.Equal("-" + new string('é', 511), Text(await dead.ReceiveOneAsync(), "ErrorMessage"));
    }

    public void Dispose() => _function.Dispose();

    private static string Text(Message message, string attribute) => message.MessageAttributes[attribute].StringValue;

    private async Task<(string[] Returned, PolledMessage[] Received)> HandleAsync(
        SdkQueue queue, FunctionSettings settings, IMessageHandler<Memo>? handler = null)
    {
        PolledMessage[] received = await _function.ReceiveAsync(queue);
        return (await _function.HandleAsync(queue, received, settings, handler ?? new FlakyHandler(new MemoList())), received);
    }

    private sealed class HandlerThatRefuses(string reason) : IMessageHandler<Memo>
    {
        public Task HandleAsync(Memo message, MessageContext context, CancellationToken cancellationToken) => throw new PermanentFailureException(reason);
    }
}
