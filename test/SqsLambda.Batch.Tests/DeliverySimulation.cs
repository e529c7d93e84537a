using Amazon.Lambda.SQSEvents;
using CsCheck;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Metrics;
using SqsLambda.Batch.Reading;

namespace SqsLambda.Batch.Tests;

/// <summary>
/// A queue that delivers what was returned, again and again, until it is empty: in batches of any size, on a standard queue in any order
/// and to two invocations at once; with handlers that end in any order, claims that fail and invocations whose time runs out; with and without a
/// dead-letter queue, delays and a stop at outages.
/// </summary>
internal sealed class DeliverySimulation(Delivery delivery) : IBatchObserver
{
    private const int MaxRounds = 100;
    private const int MaxReceives = 3;

    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(25);

    private readonly PCG _chance = new(1, delivery.Chance);
    private readonly ImpatientTimeProvider _time = new();
    private readonly RecordingLogger _logger = new();
    private readonly List<Delivery.Message> _queue = [.. delivery.Messages];
    private readonly Dictionary<string, int> _receives = [];
    private readonly Dictionary<string, MessageOutcome> _outcomes = [];
    private int _deadLettered;

    public async Task RunAsync()
    {
        var store = new TestStore(_time);
        var handler = new SimulatedHandler(delivery, _chance);
        var queue = new SimulatedQueue(_chance);
        var processor = new BatchProcessor<Note>(
            MessageReader.Json(NoteJsonContext.Default.Note),
            handler,
            new(store, IdempotencyKey.Field<Note>(static note => note.Id)),
            new()
            {
                Runtime = new TestRuntime(_time, Next(1_000)),
                Observers = [this],
                MaxDegreeOfParallelism = 1 + Next(4),
                Failures = new()
                {
                    Visibility = queue,
                    DeadLetters = Next(2) == 0 ? queue : null,
                    BackoffBase = TimeSpan.FromSeconds(Next(2) * 100),
                    StopAfterConsecutiveOutages = Next(3),
                },
            });

        for (int round = 0; _queue.Count > 0; round++)
        {
            Assert.True(round < MaxRounds, "The messages keep coming back.");
            bool isStoreDown = Next(6) == 0;
            store.OnClaim = isStoreDown ? static () => throw new TimeoutException("The store is down.") : static () => Task.CompletedTask;

            Delivery.Message[][] batches = TakeBatches();
            var running = Array.ConvertAll(batches, batch => processor.ProcessAsync(
                EventOf(batch), new TestInvocationContext { Logger = _logger }));
            queue.Delays.Clear();
            Drive(running, handler);

            for (int i = 0; i < batches.Length; i++)
            {
                Settle(batches[i], Harness.Ids(await running[i]), handler, queue);
            }

            handler.EndLateCalls();
            _time.Advance(Harness.Given);
        }

        Assert.Equal(queue.Sent.Count, _deadLettered);
        Assert.False(handler.RanTwiceAtOnce, "One key ran twice at the same time.");
        Assert.Equal(delivery.GoodKeys().Order(), handler.Effects.Order());
        foreach (string group in delivery.IsFifo ? delivery.Messages.Select(static message => message.Group).Distinct() : [])
        {
            int[] expected = [.. delivery.GoodKeys(group)];
            Assert.Equal(expected, handler.Effects.Where(expected.Contains));
        }
    }

    public void OnOutcome(MessageContext context, MessageOutcome outcome) => _outcomes[context.MessageId] = outcome;

    public void OnBatch(BatchSummary summary)
    {
        _deadLettered += summary.DeadLettered;
        Assert.Equal(
            summary.Received,
            summary.Processed + summary.Duplicates + summary.Discarded + summary.InProgress + summary.Failed + summary.PermanentlyFailed + summary.DeadLettered + summary.NotAttempted);
    }

    public void OnIncident(IdempotencyIncident incident, int count)
    {
    }

    private Delivery.Message[][] TakeBatches()
    {
        if (delivery.IsFifo)
        {
            return [[.. _queue.Take(1 + Next(10))]];
        }

        Delivery.Message[] one = Some(), other = Some();
        return Next(2) == 0 ? [one] : [one, other];

        Delivery.Message[] Some() => [.. _queue.OrderBy(_ => _chance.Next()).Take(1 + Next(_queue.Count))];
    }

    /// <summary>Lets handlers end in any order, until all is answered or the time is up.</summary>
    private void Drive(Task[] running, SimulatedHandler handler)
    {
        int retries = running.Length;
        int endsBeforeDeadline = Next(4) == 0 ? Next(4) : int.MaxValue;
        while (!Array.TrueForAll(running, static each => each.IsCompleted) && endsBeforeDeadline-- > 0)
        {
            if (!handler.EndAny())
            {
                Assert.True(retries-- > 0, "A batch waits for nothing.");
                _time.Advance(FirstRetry);
            }
        }

        if (!Array.TrueForAll(running, static each => each.IsCompleted))
        {
            _time.Advance(Harness.Given - TimeSpan.FromSeconds(1));
            handler.EndSomeAtCancellation();
            _time.Advance(TimeSpan.FromMilliseconds(500));
        }
    }

    private void Settle(Delivery.Message[] batch, string[] returned, SimulatedHandler handler, SimulatedQueue queue)
    {
        Assert.Equal(returned.Distinct(), returned);
        Assert.Subset(batch.Select(static message => message.Id).ToHashSet(), returned.ToHashSet());
        if (delivery.IsFifo)
        {
            AssertOrder(batch, returned, queue);
        }

        foreach (Delivery.Message message in batch)
        {
            int receives = _receives[message.Id] = _receives.GetValueOrDefault(message.Id) + 1;
            bool isAcknowledged = !returned.Contains(message.Id);
            bool isSent = queue.Sent.Contains(message.Id);
            Assert.True(!isAcknowledged || isSent || handler.Effects.Contains(message.Key), $"{message} is lost.");
            Assert.False(isSent && delivery.IsGood(message), $"{message} is dead-lettered, though it can be handled.");
            if (isAcknowledged || (!delivery.IsGood(message) && receives >= MaxReceives))
            {
                _queue.Remove(message);
            }
        }
    }

    /// <summary>On a FIFO queue what comes back of a group comes back together, and what is behind it is not done, unless it was done before.</summary>
    private void AssertOrder(Delivery.Message[] batch, string[] returned, SimulatedQueue queue)
    {
        foreach (var group in batch.GroupBy(static message => message.Group))
        {
            bool[] isReturned =
                [.. group.Where(message => _outcomes[message.Id] is not MessageOutcome.Duplicate).Select(message => returned.Contains(message.Id))];
            Assert.Equal(isReturned.Order(), isReturned);
            Assert.InRange(group.Where(message => returned.Contains(message.Id)).Select(message => queue.Delays.GetValueOrDefault(message.Id)).Distinct().Count(), 0, 1);
        }
    }

    private SQSEvent EventOf(Delivery.Message[] batch)
    {
        TestSqsEvent result = TestSqsEvent.Of(batch.Select(static message => message.Body)).WithMessageIds([.. batch.Select(static message => message.Id)]);
        return (delivery.IsFifo ? result.Fifo([.. batch.Select(static message => message.Group)]) : result).Build();
    }

    private int Next(int maxExclusive) => (int)_chance.Next((uint)maxExclusive);
}
