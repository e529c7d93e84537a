using SqsLambda.Local.Faults;
using SqsLambda.Local.Lambda;
using SqsLambda.Local.Mapping;
using SqsLambda.Local.Projects;
using SqsLambda.Local.Reporting;
using SqsLambda.Local.Running;
using SqsLambda.Local.Sqs.Queues;
using SqsLambda.Local.Tests.Running;
using SqsLambda.Local.WebConsole;
using SqsLambda.Local.WebConsole.Lives;

namespace SqsLambda.Local.Tests.WebConsole;

/// <summary>The lives of messages of a queue with a function: what the queue tells, joined with what the event source mapping tells.</summary>
public sealed class MappedLivesTests : IAsyncLifetime
{
    private WatchedQueues _queues = null!;
    private RunReport _report = null!;
    private SqsQueue _queue = null!;
    private LocalEventSource _source = null!;

    public async Task InitializeAsync()
    {
        _queues = await WatchedQueues.StartAsync();
        await _queues.CreateAsync("orders-dlq");
        await _queues.CreateAsync("orders", WatchedQueues.Redrive("orders-dlq", 2));
        _queue = _queues.Regions.Default.GetQueue("orders");
        _source = new(_queue);
        _report = _queues.ReportOf("orders");
    }

    public async Task DisposeAsync() => await _queues.DisposeAsync();

    [Fact]
    public async Task A_message_that_the_function_is_done_with_is_done_and_not_deleted_by_a_client()
    {
        string id = Send();
        PolledMessage polled = await PollAsync();
        _report.OnResult(new MessageResult(id, "succeeded", null));
        await _source.DeleteAsync([polled]);
        _report.OnDeleted([polled]);

        await AssertLifeAsync(id, MessageState.Done, "sent", "received: receive 1 of 2", "processed");
        Assert.True(await _queues.ReadAsync("orders", id, static message => message.DeliveryOf(1)!.IsOfMapping));
        Assert.Equal((1L, 1L), (_queues.Memory.TallyOf(_queue.Arn).Sent, _queues.Memory.TallyOf(_queue.Arn).Done));
    }

    [Fact]
    public async Task A_message_that_a_client_deletes_while_the_function_works_on_it_is_deleted_at_once_and_stays_so()
    {
        string id = Send();
        PolledMessage polled = await PollAsync();
        _report.OnInvocationBegun([polled]);
        _queue.DeleteMessage(polled.ReceiptHandle);

        await AssertLifeAsync(id, MessageState.Deleted, "sent", "received: receive 1 of 2", "deleted: by a client");
        _report.OnResult(new MessageResult(id, "succeeded", null));
        await _source.DeleteAsync([polled]);
        _report.OnDeleted([polled]);
        await AssertLifeAsync(id, MessageState.Deleted, "sent", "received: receive 1 of 2", "deleted: by a client", "processed");
    }

    [Fact]
    public async Task A_failed_message_that_the_function_made_visible_at_once_waits_again_with_its_reason()
    {
        string id = Send();
        PolledMessage polled = await PollAsync();
        _queue.ChangeMessageVisibility(polled.ReceiptHandle, TimeSpan.Zero);
        _report.OnResult(new MessageResult(id, "failed", "no stock"));
        _report.OnReturned([polled], null);

        await AssertLifeAsync(id, MessageState.Waiting, "sent", "received: receive 1 of 2", "visibility changed: visible at once", "failed: no stock");
        Assert.Equal(("no stock", null), await _queues.ReadAsync("orders", id, static message => (message.Reason, message.HiddenUntil)));
    }

    [Fact]
    public async Task A_failed_message_is_hidden_for_as_long_as_the_queue_says()
    {
        string id = Send();
        PolledMessage polled = await PollAsync();
        _queue.ChangeMessageVisibility(polled.ReceiptHandle, TimeSpan.FromSeconds(90));
        _report.OnReturned([polled], "Task timed out after 3.00 seconds");

        Assert.Equal(
            (MessageState.Hidden, Polled.Start.AddSeconds(90)),
            await _queues.ReadAsync("orders", id, static message => (message.State, message.HiddenUntil)));
    }

    [Fact]
    public async Task A_message_that_a_client_deletes_while_the_function_works_on_it_has_its_delivery_first()
    {
        string id = Send();
        PolledMessage polled = await PollAsync();
        _queue.DeleteMessage(polled.ReceiptHandle);
        Assert.Equal(MessageState.InFlight, (await _queues.LifeAsync("orders", id)).State);
        _report.OnReturned([polled], "no stock");

        await AssertLifeAsync(id, MessageState.Deleted, "sent", "received: receive 1 of 2", "failed with its batch: no stock", "deleted: by a client");
    }

    [Fact]
    public async Task A_dead_letter_is_told_after_the_delivery_that_is_still_under_way()
    {
        string id = Send();
        _report.OnReturned([await PollAsync()], "no stock");
        _queues.Pass(30);
        PolledMessage second = await PollAsync();
        _queues.Pass(30);
        Assert.Empty(await _source.ReceiveAsync(10, TimeSpan.Zero, null, CancellationToken.None));
        _report.OnReturned([second], "no stock");

        await AssertLifeAsync(
            id, MessageState.DeadLettered,
            "sent", "received: receive 1 of 2", "failed with its batch: no stock", "visible again: its visibility timeout has ended",
            "received: receive 2 of 2", "visible again: its visibility timeout has ended", "failed with its batch: no stock",
            "dead-lettered: moved to orders-dlq after 2 receives");
    }

    [Fact]
    public async Task The_end_of_an_earlier_delivery_says_which_it_was_and_leaves_the_message_in_flight()
    {
        string id = Send();
        PolledMessage first = await PollAsync();
        _queues.Pass(30);
        PolledMessage second = await PollAsync();
        await _source.DeleteAsync([first]);
        _report.OnDeleted([first]);

        await AssertLifeAsync(
            id, MessageState.InFlight,
            "sent", "received: receive 1 of 2", "visible again: its visibility timeout has ended", "received: receive 2 of 2",
            "done: not deleted, as it was received again (receive 1)");

        await _source.DeleteAsync([second]);
        _report.OnDeleted([second]);
        Assert.Equal(MessageState.Done, (await _queues.LifeAsync("orders", id)).State);
    }

    [Fact]
    public async Task A_message_that_matches_no_filter_is_filtered()
    {
        string id = Send();
        PolledMessage polled = await PollAsync();
        await _source.DeleteAsync([polled]);
        _report.OnFilteredOut([polled]);

        await AssertLifeAsync(
            id, MessageState.Filtered, "sent", "received: receive 1 of 2", "matches no filter: deleted; did not reach the function");
    }

    [Fact]
    public async Task A_throttled_batch_is_one_batch_when_it_is_tried_again()
    {
        string id = Send();
        PolledMessage[] batch = [await PollAsync()];
        _report.OnInvocationBegun(batch);
        _report.OnInvocationEnded(batch, requestId: null);
        _report.OnThrottled(batch, "by --fault-throttle");
        _report.OnInvocationBegun(batch);
        _report.OnInvocationEnded(batch, "request-1");
        _report.OnInvoked(batch);

        await AssertLifeAsync(
            id, MessageState.InFlight,
            "sent", "received: receive 1 of 2", "throttled: by --fault-throttle; the batch is tried again while it is hidden",
            "the function returned: batch 1, 1 message");
        Assert.Equal(["request-1"], await _queues.ReadAsync("orders", id, static message => message.DeliveryOf(1)!.Batch!.RequestIds));
    }

    [Fact]
    public async Task A_done_message_that_could_not_be_deleted_is_hidden_until_it_waits_again()
    {
        string id = Send();
        PolledMessage polled = await PollAsync();
        _report.OnResult(new MessageResult(id, "succeeded", null));
        _report.OnNotDeleted(polled, "the delete failed");
        Assert.Equal(
            (MessageState.NotDeleted, Polled.Start.AddSeconds(30)),
            await _queues.ReadAsync("orders", id, static message => (message.State, message.HiddenUntil)));

        _queues.Pass(30);
        await AssertLifeAsync(
            id, MessageState.Waiting,
            "sent", "received: receive 1 of 2", "done, but not deleted: the delete failed", "visible again: its visibility timeout has ended");
    }

    [Fact]
    public async Task A_run_tells_of_the_request_and_of_the_log_of_each_delivery()
    {
        string id = Send();
        PolledMessage[] batch = [await PollAsync()];
        var plan = new RunPlan(new RunOptions { Send = "-" }, new FunctionDescription("orders", new("Orders", "Orders.Function", "Handle"), "Orders.dll", "."));
        BatchInvocation invoke = RunInvocation.Of(
            async polled =>
            {
                await _report.Log.WriteLineAsync($"Message {polled.Messages[0].MessageId} is under way");
                await _report.Log.WriteLineAsync("plain");
                return new InvocationResult([], FunctionError: null) { RequestId = "request-1" };
            },
            plan, new FakeRunQueue(_source), new FaultPlan(plan.Options.Faults, 1), _report);
        await invoke(new PolledBatch(batch, []));

        DeliveryRow delivery = (await _queues.ReadAsync("orders", id, MessageDetail.Of))!.Steps[1].Delivery!;
        Assert.Equal((1, 1), (delivery.Batch, delivery.BatchSize));
        Assert.Equal(["request-1"], delivery.RequestIds!);
        Assert.Equal([$"Message {id} is under way"], delivery.Log);
        Assert.Equal(["plain"], delivery.BatchLog!);
    }

    private string Send() => _queue.SendMessage(new() { MessageBody = "body" }).MessageId;

    private async Task<PolledMessage> PollAsync()
    {
        IReadOnlyList<PolledMessage> polled = await _source.ReceiveAsync(1, TimeSpan.Zero, null, CancellationToken.None);
        _report.OnPolled(polled);
        return Assert.Single(polled);
    }

    // Without the times.
    private async Task AssertLifeAsync(string id, MessageState state, params string[] steps)
    {
        (MessageState State, string[] Steps) life = await _queues.LifeAsync("orders", id);
        Assert.Equal(steps, life.Steps.Select(static step => step[(step.IndexOf(' ', StringComparison.Ordinal) + 1)..]));
        Assert.Equal(state, life.State);
    }
}
