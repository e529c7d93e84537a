using Amazon.SQS.Model;
using SqsLambda.Aws.Queues;
using SqsLambda.Aws.Settings;
using SqsLambda.Batch;
using SqsLambda.Batch.Failures;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Local.Mapping;
using SqsLambda.Local.Tests.Http;
using SqsLambda.TestFunction.Memos;

namespace SqsLambda.Local.Tests.EndToEnd;

/// <summary>For how long the function hides messages that fail, on real queues by AWSSDK.SQS.</summary>
public sealed class FailurePolicyTests(MovedClockEndpoint endpoint) : IClassFixture<MovedClockEndpoint>, IDisposable
{
    private const string Invalid = """{"id":"2","text":""}""";

    private readonly QueueFunction _function = new(endpoint);

    [Fact]
    public async Task A_failed_message_is_hidden_for_its_delay_and_not_for_its_visibility_timeout()
    {
        SdkQueue queue = await SdkQueue.CreateAsync(endpoint, attributes: ("VisibilityTimeout", "10"));
        for (int i = 0; i < 25; i++)
        {
            await queue.SendAsync($$"""{"id":"{{i}}","text":""}""");
        }

        var policy = new FunctionSettings { BackoffBase = TimeSpan.FromHours(12), BackoffMax = TimeSpan.FromHours(12) };
        (string[] returned, PolledMessage[] received) = await HandleAsync(queue, policy);

        Assert.Equal(25, returned.Length);
        double[] hidden = [.. received.Select(message => _function.SecondsHidden(queue, message))];
        Assert.All(hidden, static seconds => Assert.InRange(seconds, 1, 43_200));
        Assert.True(hidden.Distinct().Count() > 15, string.Join(' ', hidden));
    }

    /// <summary>SQS quotes the handle that it refuses.</summary>
    [Fact]
    public async Task Handles_that_have_expired_are_told_in_one_line_without_the_handles()
    {
        SdkQueue queue = await SdkQueue.CreateAsync(endpoint, isFifo: true, ("VisibilityTimeout", "10"));
        for (int i = 0; i < 3; i++)
        {
            await endpoint.Sqs.SendMessageAsync(new SendMessageRequest(queue.Url, Invalid) { MessageGroupId = $"{i}", MessageDeduplicationId = $"{i}" });
        }

        PolledMessage[] received = await _function.ReceiveAsync(queue);
        endpoint.Pass(11);
        string[] returned = await _function.HandleAsync(queue, received, new() { BackoffBase = TimeSpan.FromSeconds(60) });

        Assert.Equal(3, returned.Length);
        Assert.All(received, message => Assert.DoesNotContain(message.ReceiptHandle, _function.Log, StringComparison.Ordinal));
        Assert.Equal(
            "  Warning: The visibility timeout of 3 messages could not be changed, so they come back when it ends: "
                + "InvalidParameterValue: Value … for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.",
            Assert.Single(_function.Log.Split('\n'), static line => line.Contains("could not be changed", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task On_a_FIFO_queue_a_group_comes_back_together_and_in_its_order()
    {
        SdkQueue queue = await SdkQueue.CreateAsync(endpoint, isFifo: true, ("VisibilityTimeout", "10"));
        foreach ((string id, string text) in new[] { ("1", "a"), ("2", ""), ("3", "a"), ("4", "a") })
        {
            await endpoint.Sqs.SendMessageAsync(new SendMessageRequest(queue.Url, $$"""{"id":"{{id}}","text":"{{text}}"}""")
            {
                MessageGroupId = "g",
                MessageDeduplicationId = id,
            });
        }

        (string[] returned, PolledMessage[] received) = await HandleAsync(queue, new() { BackoffBase = TimeSpan.FromHours(1), BackoffMax = TimeSpan.FromHours(1) });

        Assert.Equal(received[1..].Select(static message => message.MessageId), returned);
        Assert.Single(received[1..].Select(message => _function.SecondsHidden(queue, message)).Distinct());
    }

    [Fact]
    public async Task A_dependency_that_is_down_hides_the_message_for_as_long_as_it_said()
    {
        SdkQueue queue = await SdkQueue.CreateAsync(endpoint);
        await queue.SendAsync("""{"id":"1","text":"a"}""");

        (string[] returned, PolledMessage[] received) = await HandleAsync(queue, new(), handler: new HandlerThatIsDown(TimeSpan.FromSeconds(90)));

        Assert.Single(returned);
        Assert.Equal(90, _function.SecondsHidden(queue, received[0]));
    }

    [Fact]
    public async Task A_delay_does_not_double_beyond_the_longest_that_is_set()
    {
        SdkQueue queue = await SdkQueue.CreateAsync(endpoint);
        for (int i = 0; i < 25; i++)
        {
            await queue.SendAsync(Invalid);
        }

        var policy = new FunctionSettings { BackoffBase = TimeSpan.FromHours(12), BackoffMax = TimeSpan.FromSeconds(2) };
        (_, PolledMessage[] received) = await HandleAsync(queue, policy);

        Assert.All(received, message => Assert.InRange(_function.SecondsHidden(queue, message), 1, 2));
    }

    [Fact]
    public async Task What_is_in_progress_elsewhere_is_hidden_until_a_second_after_the_other_lease_and_then_runs()
    {
        SdkQueue queue = await SdkQueue.CreateAsync(endpoint);
        await queue.SendAsync("""{"id":"1","text":"a"}""");
        var store = new InMemoryIdempotencyStore(TimeSpan.FromDays(1), 100, endpoint.Time);
        var claim = new Claim(new("memos", "1"), default);
        await store.ClaimAsync([claim], "elsewhere", TimeSpan.FromSeconds(50), CancellationToken.None);
        var settings = new FunctionSettings { IdempotencyKeyPrefix = "memos" };
        PolledMessage[] received = await _function.ReceiveAsync(queue);

        Assert.Equal([received[0].MessageId], await _function.HandleAsync(queue, received, settings, store: store));
        Assert.Equal(51, _function.SecondsHidden(queue, received[0]));

        endpoint.Pass(50.9);
        Assert.Empty(await _function.ReceiveAsync(queue));
        endpoint.Pass(0.1);
        var handler = new MemoList();
        Assert.Empty(await _function.HandleAsync(queue, await _function.ReceiveAsync(queue), settings, handler, store: store));
        Assert.Equal(["1"], handler.Memos.Select(static memo => memo.Id));
    }

    [Fact]
    public async Task What_an_outage_keeps_from_starting_is_hidden_for_as_long_as_the_outage_asked_for()
    {
        SdkQueue queue = await SdkQueue.CreateAsync(endpoint);
        for (int i = 0; i < 25; i++)
        {
            await queue.SendAsync($$"""{"id":"{{i}}","text":"a"}""");
        }

        var handler = new HandlerThatIsDown(TimeSpan.FromSeconds(90));
        (string[] returned, PolledMessage[] received) = await HandleAsync(
            queue, new() { StopAfterConsecutiveOutages = 3, MaxDegreeOfParallelism = 1 }, handler);

        Assert.Equal((25, 3), (returned.Length, handler.Calls));
        Assert.All(received, message => Assert.Equal(90, _function.SecondsHidden(queue, message)));
    }

    [Fact]
    public async Task Where_one_message_cannot_be_hidden_the_others_are()
    {
        SdkQueue queue = await SdkQueue.CreateAsync(endpoint);
        for (int i = 0; i < 12; i++)
        {
            await queue.SendAsync($$"""{"id":"{{i}}","text":"a"}""");
        }

        PolledMessage[] received = await _function.ReceiveAsync(queue);
        string[] returned = await _function.HandleAsync(
            queue,
            [.. received[..4], received[4] with { ReceiptHandle = "garbage" }, .. received[5..]],
            new(),
            new HandlerThatIsDown(TimeSpan.FromSeconds(90)));

        Assert.Equal(received.Select(static message => message.MessageId), returned);
        Assert.Equal([90, 90, 90, 90, 30, 90, 90, 90, 90, 90, 90, 90], received.Select(message => _function.SecondsHidden(queue, message)));
        Assert.Contains(
            "Warning: The visibility timeout of 1 messages could not be changed, so they come back when it ends: ReceiptHandleIsInvalid: ",
            _function.Log, StringComparison.Ordinal);
    }

    /// <summary>SQS refuses what goes beyond 12 hours after the receive.</summary>
    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 299)]
    public async Task A_dependency_that_asks_for_the_longest_time_is_given_what_SQS_allows(int receive, int secondsSinceReceive)
    {
        SdkQueue queue = await SdkQueue.CreateAsync(endpoint, isFifo: false, ("VisibilityTimeout", "600"));
        await queue.SendAsync("""{"id":"1","text":"a"}""");
        PolledMessage[] received = await _function.ReceiveAsync(queue);
        for (int i = 1; i < receive; i++)
        {
            endpoint.Pass(601);
            received = await _function.ReceiveAsync(queue);
        }

        endpoint.Pass(secondsSinceReceive);
        await _function.HandleAsync(queue, received, new(), new HandlerThatIsDown(TimeSpan.FromHours(12)));

        Assert.InRange(_function.SecondsHidden(queue, received[0]) + secondsSinceReceive, 43_180, 43_200);
    }

    [Fact]
    public async Task What_cannot_be_dead_lettered_or_hidden_is_returned_and_logged()
    {
        SdkQueue queue = await SdkQueue.CreateAsync(endpoint);
        await queue.SendAsync(Invalid);
        PolledMessage[] received = await _function.ReceiveAsync(queue);
        string[] returned = await _function.HandleAsync(
            queue,
            [received[0] with { ReceiptHandle = "garbage" }],
            new FunctionSettings { DeadLetterQueue = DeadLetterQueue.Url($"{endpoint.Url}/000000000000/none"), BackoffBase = TimeSpan.FromSeconds(5) });

        Assert.Equal([received[0].MessageId], returned);
        Assert.Contains("text is blank. It was not sent to the dead-letter queue: QueueDoesNotExistException: The specified queue does not exist.", _function.Log, StringComparison.Ordinal);
        Assert.Contains(
            "The visibility timeout of 1 messages could not be changed, so they come back when it ends: ReceiptHandleIsInvalid: The input receipt handle",
            _function.Log, StringComparison.Ordinal);
    }

    public void Dispose() => _function.Dispose();

    private async Task<(string[] Returned, PolledMessage[] Received)> HandleAsync(SdkQueue queue, FunctionSettings settings, IMessageHandler<Memo>? handler = null)
    {
        PolledMessage[] received = await _function.ReceiveAsync(queue);
        return (await _function.HandleAsync(queue, received, settings, handler), received);
    }

    private sealed class HandlerThatIsDown(TimeSpan retryAfter) : IMessageHandler<Memo>
    {
        private int _calls;

        public int Calls => Volatile.Read(ref _calls);

        public Task HandleAsync(Memo message, MessageContext context, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _calls);
            throw new DependencyUnavailableException("down", retryAfter);
        }
    }
}
