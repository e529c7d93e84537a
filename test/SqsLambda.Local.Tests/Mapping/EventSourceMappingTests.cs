using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using Amazon.Lambda.Core;
using Amazon.Lambda.SQSEvents;
using Microsoft.Extensions.Time.Testing;
using SqsLambda.Batch.Tests;
using SqsLambda.Local.Lambda;
using SqsLambda.Local.Mapping;
using SqsLambda.Local.Sqs;
using SqsLambda.Local.Sqs.Queues;
using SqsLambda.Local.Tests.CommandLine;
using SqsLambda.Local.Tests.Http;
using SqsLambda.Local.Tests.Sqs;

namespace SqsLambda.Local.Tests.Mapping;

public sealed class EventSourceMappingTests : IAsyncDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);

    private readonly CancellationTokenSource _stop = new();
    private readonly RecordingObserver _observer = new();
    private readonly GatedFunction _function = new();
    private Task _running = Task.CompletedTask;

    [Fact]
    public async Task What_the_function_does_not_list_is_deleted_and_the_rest_is_left_alone()
    {
        var queue = new FakeQueue().Then(FakeQueue.Message("a"), FakeQueue.Message("b"), FakeQueue.Message("c"));
        Start(queue, (_, _) => Task.FromResult(Failed("b")));

        Assert.Equal(["returned b"], await _observer.NextAsync());
        Assert.Equal(["deleted a", "deleted c"], await _observer.NextAsync());
        Assert.Equal(["a", "c"], queue.Deleted);
    }

    [Fact]
    public async Task A_function_that_throws_fails_the_whole_batch()
    {
        var queue = new FakeQueue().Then(FakeQueue.Message("a"), FakeQueue.Message("b"));
        Start(queue, (_, _) => throw new InvalidOperationException("broken\nto pieces"));

        Assert.Equal(
            ["InvalidOperationException: broken to pieces", "returned a", "returned b"],
            await _observer.NextAsync());
        Assert.Empty(queue.Deleted);
    }

    [Fact]
    public async Task A_response_with_an_unknown_id_fails_the_whole_batch_and_says_why()
    {
        Start(new FakeQueue().Then(FakeQueue.Message("a")), (_, _) => Task.FromResult(Failed("x")));

        Assert.Equal(
            ["itemIdentifier 'x' is not a message of this batch: Lambda fails the whole batch", "returned a"],
            await _observer.NextAsync());
    }

    [Fact]
    public async Task A_function_that_outlives_its_timeout_is_abandoned_and_its_batch_stays()
    {
        Start(
            new FakeQueue().Then(FakeQueue.Message("a")),
            static async (_, _) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan);
                return new SQSBatchResponse();
            },
            new() { FunctionTimeoutSeconds = 1 });

        Assert.Equal(
            ["Task timed out after 1.00 seconds", "returned a"],
            await _observer.NextAsync());
    }

    [Fact]
    public async Task Without_ReportBatchItemFailures_the_response_is_ignored()
    {
        var queue = new FakeQueue().Then(FakeQueue.Message("a"));
        Start(queue, (_, _) => Task.FromResult(Failed("a")), new() { ReportBatchItemFailures = false });

        Assert.Equal(["deleted a"], await _observer.NextAsync());
    }

    [Fact]
    public async Task The_event_reaches_the_function_through_its_serializer()
    {
        SQSEvent? seen = null;
        Start(new FakeQueue().Then(FakeQueue.Message("a", "body")), (sqsEvent, _) =>
        {
            seen = sqsEvent;
            return Task.FromResult(new SQSBatchResponse());
        });

        await _observer.NextAsync();

        SQSEvent.SQSMessage record = Assert.Single(seen!.Records);
        Assert.Equal(
            ("a", "handle of a", "body", "aws:sqs", "arn:aws:sqs:us-east-2:123456789012:orders", "us-east-2", "1"),
            (record.MessageId, record.ReceiptHandle, record.Body, record.EventSource, record.EventSourceArn, record.AwsRegion,
                record.Attributes["ApproximateReceiveCount"]));
    }

    [Fact]
    public async Task A_poll_that_fails_is_told_and_tried_again()
    {
        var queue = new FakeQueue().ThenFail(new InvalidOperationException("gone"));
        Start(queue, static (_, _) => Task.FromResult(new SQSBatchResponse()), new() { MaximumConcurrency = 2 }, new ImpatientTimeProvider { Patience = TimeSpan.FromSeconds(11) });

        Assert.Equal(["polling failed: gone"], await _observer.NextAsync());
        await RunningEndpoint.UntilAsync(() => queue.Asked.Count == 3);
    }

    [Fact]
    public async Task A_queue_that_is_deleted_is_told_of_and_found_again_when_there_is_one_of_its_name()
    {
        var queues = new TestQueues();
        queues.Standard("q");
        Start(
            new LocalEventSource(queues.Service, "q"), static (_, _) => Task.FromResult(new SQSBatchResponse()),
            new() { MaximumConcurrency = 2, FunctionTimeoutSeconds = 900 }, queues.Time);

        queues.Service.DeleteQueue("q");
        Assert.Equal(["polling failed: The specified queue does not exist."], await _observer.NextAsync());

        queues.Pass(60);
        SqsQueue again = queues.Standard("q", "VisibilityTimeout=43200");
        string id = again.Send("a").MessageId;
        await RunningEndpoint.UntilAsync(() =>
        {
            queues.Pass(1);
            return again.Counts.IsEmpty;
        });
        string[] told;
        do
        {
            told = await _observer.NextAsync();
        }
        while (told is ["polling failed: The specified queue does not exist."]);
        Assert.Equal([$"deleted {id}"], told);
    }

    /// <summary>Each failure takes one poller away, so that in the end one batch runs at a time.</summary>
    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 5)]
    public async Task Failures_reduce_concurrency_only_without_ReportBatchItemFailures(bool reports, int pollers)
    {
        var queue = QueueOf(9);
        Start(queue, static (_, _) => throw new InvalidOperationException("broken"), new() { ReportBatchItemFailures = reports }, new FakeTimeProvider());
        for (int i = 0; i < 9; i++)
        {
            await _observer.NextAsync();
        }

        // Nine receives brought a batch, and each poller that is left waits for another.
        await RunningEndpoint.UntilAsync(() => queue.Asked.Count == 9 + pollers);
    }

    [Fact]
    public async Task Groups_of_a_FIFO_queue_share_batches_and_none_is_in_two_batches_at_once_or_out_of_order()
    {
        const int Groups = 12;
        const int MessagesPerGroup = 15;
        using var service = new SqsService(TimeProvider.System);
        SqsQueue queue = service.CreateQueue("groups.fifo", new Dictionary<string, string> { ["FifoQueue"] = "true", ["ContentBasedDeduplication"] = "true" });
        for (int i = 0; i < Groups * MessagesPerGroup; i++)
        {
            queue.SendMessage(new() { MessageBody = $"{i}", MessageGroupId = $"{i % Groups}" });
        }

        var running = new ConcurrentDictionary<string, int>();
        var seen = new ConcurrentDictionary<string, List<int>>();
        int mixedBatches = 0, together = 0, left = Groups * MessagesPerGroup;
        var all = new TaskCompletionSource();
        Start(new LocalEventSource(queue), async (sqsEvent, _) =>
        {
            string[] groups = [.. sqsEvent.Records.Select(static record => record.Attributes["MessageGroupId"]).Distinct()];
            Interlocked.Add(ref mixedBatches, groups.Length > 1 ? 1 : 0);
            Interlocked.Add(ref together, groups.Count(group => running.AddOrUpdate(group, 1, static (_, count) => count + 1) > 1));
            await Task.Yield();
            foreach (var record in sqsEvent.Records)
            {
                seen.GetOrAdd(record.Attributes["MessageGroupId"], static _ => []).Add(int.Parse(record.Body, CultureInfo.InvariantCulture));
            }

            Array.ForEach(groups, group => running.AddOrUpdate(group, 0, static (_, count) => count - 1));
            if (Interlocked.Add(ref left, -sqsEvent.Records.Count) == 0)
            {
                all.SetResult();
            }

            return new SQSBatchResponse();
        });
        await all.Task.WaitAsync(Bound);

        Assert.Equal(0, together);
        Assert.NotEqual(0, mixedBatches);
        Assert.Equal(Groups, seen.Count);
        Assert.All(seen, static group => Assert.Equal(Enumerable.Range(0, MessagesPerGroup).Select(number => int.Parse(group.Key, CultureInfo.InvariantCulture) + (number * Groups)), group.Value));
    }

    [Fact]
    public async Task Five_batches_run_at_once_from_the_start()
    {
        var queue = QueueOf(8);
        Start(queue, _function.HandleAsync, timeProvider: new FakeTimeProvider());

        await RunningEndpoint.UntilAsync(() => _function.Running == 5);

        Assert.Equal(5, queue.Asked.Count);
    }

    [Fact]
    public async Task More_pollers_are_added_while_all_are_busy()
    {
        var time = new FakeTimeProvider();
        Start(QueueOf(8), _function.HandleAsync, timeProvider: time);
        await RunningEndpoint.UntilAsync(() => _function.Running == 5);

        // The next batch that begins finds all busy, and the last poller old enough.
        time.Advance(TimeSpan.FromMilliseconds(200));
        _function.LetOneEnd();

        await RunningEndpoint.UntilAsync(() => _function.Running == 6);
        Assert.Equal(6, _function.Most);
    }

    [Fact]
    public async Task No_more_batches_run_at_once_than_the_maximum_concurrency()
    {
        const int Batches = 20;
        const int Most = 2;
        var time = new FakeTimeProvider();
        var queue = QueueOf(Batches);
        Start(queue, _function.HandleAsync, new() { MaximumConcurrency = Most }, time);

        for (int left = Batches; left > 0; left--)
        {
            await RunningEndpoint.UntilAsync(() => _function.Running == Math.Min(Most, left));
            time.Advance(TimeSpan.FromMilliseconds(200));
            _function.LetOneEnd();
        }

        // Each batch was asked for, and each poller waits for another.
        await RunningEndpoint.UntilAsync(() => queue.Asked.Count >= Batches + Most);
        Assert.Equal((Most, Batches + Most), (_function.Most, queue.Asked.Count));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _function.LetAllEnd();
        await _running.WaitAsync(Bound);
        _stop.Dispose();
    }

    private static FakeQueue QueueOf(int batches)
    {
        var queue = new FakeQueue();
        foreach (int number in Enumerable.Range(0, batches))
        {
            queue.Then(FakeQueue.Message($"{number}"));
        }

        return queue;
    }

    private void Start(
        IEventSource queue, Func<SQSEvent, ILambdaContext, Task<SQSBatchResponse>> handler, EventSourceMappingSettings? settings = null,
        TimeProvider? timeProvider = null)
    {
        settings ??= new();
        timeProvider ??= TimeProvider.System;
        var function = new LocalFunction(
            "orders", TestFunctions.HandlerOf(handler), TimeSpan.FromSeconds(settings.FunctionTimeoutSeconds), memoryMB: 128, timeProvider, new(TextWriter.Null));
        _running = new EventSourceMapping(queue, batch => function.InvokeAsync(batch.Payload), settings, timeProvider, _observer).RunAsync(_stop.Token);
    }

    private static SQSBatchResponse Failed(params string[] ids) =>
        new([.. ids.Select(static id => new SQSBatchResponse.BatchItemFailure { ItemIdentifier = id })]);

    /// <summary>A function whose invocations end one by one, when the test lets them.</summary>
    private sealed class GatedFunction
    {
        private readonly Queue<TaskCompletionSource> _gates = new();
        private readonly Lock _lock = new();
        private bool _isOpen;

        public int Running { get; private set; }

        public int Most { get; private set; }

        public async Task<SQSBatchResponse> HandleAsync(SQSEvent sqsEvent, ILambdaContext context)
        {
            var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_lock)
            {
                Most = Math.Max(Most, ++Running);
                if (_isOpen)
                {
                    gate.SetResult();
                }
                else
                {
                    _gates.Enqueue(gate);
                }
            }

            await gate.Task;
            return new();
        }

        public void LetOneEnd()
        {
            lock (_lock)
            {
                Running--;
                _gates.Dequeue().SetResult();
            }
        }

        /// <summary>Those that are running, and all that begin later.</summary>
        public void LetAllEnd()
        {
            lock (_lock)
            {
                _isOpen = true;
                while (_gates.TryDequeue(out TaskCompletionSource? gate))
                {
                    gate.SetResult();
                }
            }
        }
    }

    private sealed class RecordingObserver : IEventSourceMappingObserver
    {
        private readonly Channel<string[]> _events = Channel.CreateUnbounded<string[]>();

        public Task<string[]> NextAsync() => _events.Reader.ReadAsync().AsTask().WaitAsync(Bound);

        public void OnPollFailed(string reason) => Add([$"polling failed: {reason}"]);

        public void OnDeleted(IReadOnlyList<PolledMessage> messages) =>
            Add([.. messages.Select(static message => $"deleted {message.MessageId}")]);

        public void OnReturned(IReadOnlyList<PolledMessage> messages, string? batchFailure) =>
            Add(
                [.. batchFailure is null ? Array.Empty<string>() : [batchFailure], .. messages.Select(static message => $"returned {message.MessageId}")]);

        public void OnNotDeleted(PolledMessage message, string reason) => Add([$"not deleted {message.MessageId}: {reason}"]);

        private void Add(string[] told) => _events.Writer.TryWrite(told);
    }
}
