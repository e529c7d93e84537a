using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;
using SqsLambda.Local.Lambda;
using SqsLambda.Local.Mapping;
using SqsLambda.Local.Sqs.Queues;
using SqsLambda.Local.Tests.Http;
using SqsLambda.Local.Tests.Sqs;

namespace SqsLambda.Local.Tests.Mapping;

/// <summary>An event source mapping whose settings change, or that is disabled, while it runs. Its function ends when the test says so.</summary>
public sealed class ChangedMappingTests : IAsyncDisposable, IEventSourceMappingObserver
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);

    private readonly TestQueues _queues = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<Batch> _batches = Channel.CreateUnbounded<Batch>();
    private readonly ConcurrentQueue<string> _deleted = new();
    private readonly ConcurrentQueue<Batch> _all = new();
    private volatile bool _isEnding;
    private Task _running = Task.CompletedTask;

    [Fact]
    public async Task A_disabled_mapping_finishes_what_is_under_way_and_receives_nothing_until_it_is_enabled()
    {
        SqsQueue queue = _queues.Standard("q");
        EventSourceMapping mapping = Start(queue, new());
        queue.Send("under way");
        Batch underWay = await NextAsync();

        mapping.Enable(false);
        queue.Send("later");
        Assert.Equal((false, 1), (mapping.IsEnabled, mapping.BatchesUnderWay));
        Assert.Equal((0, new QueueCounts(1, 1, 0)), (queue.WaitingReceives, queue.Counts));

        underWay.End();
        await RunningEndpoint.UntilAsync(() => queue.Counts == new QueueCounts(1, 0, 0));
        _queues.Pass(60);
        Assert.Equal((new QueueCounts(1, 0, 0), 5), (queue.Counts, mapping.Pollers));

        mapping.Enable(true);
        Assert.Equal(["later"], (await NextAsync()).Bodies);
    }

    [Fact]
    public async Task Messages_that_are_gathered_when_the_mapping_is_disabled_are_delivered()
    {
        SqsQueue queue = _queues.Standard("q");
        EventSourceMapping mapping = Start(queue, new() { BatchSize = 100, MaximumBatchingWindowInSeconds = 300 });
        queue.Send("gathered");
        await RunningEndpoint.UntilAsync(() => queue.Counts.NotVisible == 1);

        mapping.Enable(false);

        Assert.Equal(["gathered"], (await NextAsync()).Bodies);
    }

    [Fact]
    public async Task A_new_batch_size_holds_for_the_batches_that_begin_after_it()
    {
        SqsQueue queue = _queues.Standard("q");
        queue.SendAll("1", "2", "3", "4", "5", "6", "7");
        EventSourceMapping mapping = Start(queue, new() { BatchSize = 3, MaximumConcurrency = 2 });
        Batch[] first = [await NextAsync(), await NextAsync()];
        Assert.All(first, static batch => Assert.Equal(3, batch.Bodies.Length));

        mapping.Change(mapping.Settings with { BatchSize = 1 });
        queue.SendAll("8");
        Array.ForEach(first, static batch => batch.End());

        Assert.Equal([["7"], ["8"]], new[] { (await NextAsync()).Bodies, (await NextAsync()).Bodies }.OrderBy(static bodies => bodies[0]));
    }

    [Fact]
    public async Task A_smaller_maximum_concurrency_holds_as_batches_end()
    {
        SqsQueue queue = _queues.Standard("q");
        queue.SendAll([.. Enumerable.Range(0, 20).Select(static number => $"{number}")]);
        EventSourceMapping mapping = Start(queue, new() { BatchSize = 1 });
        List<Batch> underWay = [];
        while (underWay.Count < 5)
        {
            underWay.Add(await NextAsync());
        }

        mapping.Change(mapping.Settings with { MaximumConcurrency = 2 });
        underWay.ForEach(static batch => batch.End());
        Batch[] next = [await NextAsync(), await NextAsync()];
        await RunningEndpoint.UntilAsync(() => mapping.Pollers == 2);
        Assert.Equal((2, new QueueCounts(13, 2, 0)), (mapping.BatchesUnderWay, queue.Counts));

        mapping.Change(mapping.Settings with { MaximumConcurrency = 10 });
        _queues.Pass(0.2);
        next[0].End();
        await NextAsync();
        await NextAsync();
        Assert.Equal(3, mapping.Pollers);
    }

    [Fact]
    public async Task Whether_failures_are_reported_is_that_of_the_batchs_beginning()
    {
        SqsQueue queue = _queues.Standard("q");
        EventSourceMapping mapping = Start(queue, new() { ReportBatchItemFailures = true });
        queue.Send("reported");
        Batch reported = await NextAsync();

        mapping.Change(mapping.Settings with { ReportBatchItemFailures = false });
        queue.Send("not reported");
        Batch notReported = await NextAsync();
        reported.End(fails: true);
        notReported.End(fails: true);

        await RunningEndpoint.UntilAsync(() => !_deleted.IsEmpty && mapping.BatchesUnderWay == 0);
        Assert.Equal(["not reported"], _deleted);
    }

    /// <summary>Every change at once, again and again, with messages under way.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Changes_during_traffic_lose_no_message_deliver_none_twice_and_keep_the_order_of_groups(bool isFifo)
    {
        const int Groups = 7;
        string[] sent = [.. Enumerable.Range(0, 700).Select(static number => $"g{number % Groups}-{number:D3}")];
        SqsQueue queue = isFifo ? _queues.Fifo("q") : _queues.Standard("q");
        EventSourceMapping mapping = Start(queue, new());
        Random random = new(7);
        List<string> seen = [];
        Task handling = Task.Run(async () =>
        {
            while (seen.Count < sent.Length)
            {
                Batch batch = await NextAsync();
                seen.AddRange(batch.Bodies);
                batch.End();
            }
        });
        foreach (string[] some in sent.Chunk(10))
        {
            queue.SendAll(some);
            mapping.Change(mapping.Settings with
            {
                BatchSize = random.Next(1, 11),
                MaximumConcurrency = random.Next(2) == 0 ? null : random.Next(2, 8),
                ReportBatchItemFailures = random.Next(2) == 0,
                MaximumBatchingWindowInSeconds = isFifo ? 0 : random.Next(3),
            });
            mapping.Enable(random.Next(3) > 0);
            _queues.Pass(0.01);
        }

        mapping.Change(mapping.Settings with { MaximumBatchingWindowInSeconds = 0 });
        mapping.Enable(true);
        await handling.WaitAsync(Bound);

        await RunningEndpoint.UntilAsync(() => queue.Counts.IsEmpty);
        Assert.Equal(sent, seen.OrderBy(static body => body[3..]));
        Assert.Equal(sent.Length, _deleted.Count);
        if (isFifo)
        {
            Assert.All(seen.GroupBy(static body => body[..2]), static group => Assert.Equal(group.Order(StringComparer.Ordinal), group));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _isEnding = true;
        foreach (Batch batch in _all)
        {
            batch.End();
        }

        await _running.WaitAsync(Bound);
        _queues.Service.Dispose();
        _stop.Dispose();
    }

    void IEventSourceMappingObserver.OnDeleted(IReadOnlyList<PolledMessage> messages)
    {
        foreach (PolledMessage message in messages)
        {
            _deleted.Enqueue(message.Body);
        }
    }

    private EventSourceMapping Start(SqsQueue queue, EventSourceMappingSettings settings)
    {
        var mapping = new EventSourceMapping(new LocalEventSource(queue), InvokeAsync, settings, _queues.Time, this);
        _running = mapping.RunAsync(_stop.Token);
        return mapping;
    }

    private Task<InvocationResult> InvokeAsync(PolledBatch polled)
    {
        var batch = new Batch([.. polled.Messages.Select(static message => message.MessageId)], [.. polled.Messages.Select(static message => message.Body)]);
        _all.Enqueue(batch);
        _batches.Writer.TryWrite(batch);
        if (_isEnding)
        {
            batch.End();
        }

        return batch.Result;
    }

    private Task<Batch> NextAsync() => _batches.Reader.ReadAsync().AsTask().WaitAsync(Bound);

    private sealed class Batch(string[] ids, string[] bodies)
    {
        private readonly TaskCompletionSource<InvocationResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string[] Bodies => bodies;

        public Task<InvocationResult> Result => _result.Task;

        public void End(bool fails = false) => _result.TrySetResult(new(
            Encoding.UTF8.GetBytes(
                $$"""{"batchItemFailures":[{{(fails ? string.Join(',', ids.Select(static id => $$"""{"itemIdentifier":"{{id}}"}""")) : "")}}]}"""),
            null));
    }
}
