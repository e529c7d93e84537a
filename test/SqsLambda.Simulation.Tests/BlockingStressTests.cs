using System.Collections.Concurrent;
using Amazon.Lambda.SQSEvents;
using SqsLambda.Batch;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Reading;
using SqsLambda.Testing;

namespace SqsLambda.Simulation.Tests;

/// <summary>
/// What the model with its one thread leaves out: handlers that block, threads of the pool and threads of their own, and invocations that really run at the
/// same time. A message is often in two batches at once.
/// </summary>
public sealed class BlockingStressTests
{
    private const int Keys = 200;
    private const int Messages = 600;
    private const int Invokers = 8;
    private const int MaxBatch = 20;

    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_key_has_its_effect_once_and_no_thread_is_left(bool isDeclared)
    {
        var runtime = new CountingRuntime();
        var handler = new BlockingHandler();
        var processor = new BatchProcessor<string>(
            MessageReader.Text(),
            handler,
            new IdempotencyOptions<string>(
                new InMemoryIdempotencyStore(TimeSpan.FromDays(1), maxRecords: 10_000, TimeProvider.System), static (body, _) => body),
            new() { BlockingHandlers = isDeclared, MaxDegreeOfParallelism = 4, Runtime = runtime });
        var queue = new ConcurrentDictionary<int, string>(
            Enumerable.Range(0, Messages).Select(static number => KeyValuePair.Create(number, $"k{number % Keys}")));

        await Task.WhenAll(Enumerable.Range(0, Invokers).Select(seed => Task.Run(() => InvokeAsync(processor, queue, handler, new(seed))))).WaitAsync(Bound);

        Assert.False(handler.RanTwiceAtOnce, "One key ran twice at the same time.");
        Assert.Equal(Keys, handler.Effects.Count);
        Assert.All(handler.Effects, static effect => Assert.Equal((effect.Key, 1), (effect.Key, effect.Value)));
        Assert.Equal(isDeclared, runtime.Started > 0);
        await runtime.AllEnded.WaitAsync(Bound);
    }

    private static async Task InvokeAsync(
        BatchProcessor<string> processor, ConcurrentDictionary<int, string> queue, BlockingHandler handler, Random chance)
    {
        while (!queue.IsEmpty)
        {
            KeyValuePair<int, string>[] messages = queue.ToArray();
            chance.Shuffle(messages);
            KeyValuePair<int, string>[] batch = messages[..Math.Min(messages.Length, chance.Next(1, MaxBatch + 1))];
            SQSBatchResponse response = await processor.ProcessAsync(EventOf(batch), new TestInvocationContext());
            HashSet<string> returned = [.. response.BatchItemFailures.Select(static failure => failure.ItemIdentifier)];
            foreach ((int number, string key) in batch)
            {
                if (!returned.Contains($"{number}"))
                {
                    Assert.True(handler.Effects.ContainsKey(key), $"Message {number} is done, and {key} had no effect.");
                    queue.TryRemove(number, out _);
                }
            }
        }
    }

    private static SQSEvent EventOf(KeyValuePair<int, string>[] batch) =>
        TestSqsEvent.Of(batch.Select(static message => message.Value)).WithMessageIds([.. batch.Select(static message => $"{message.Key}")]).Build();

    /// <summary>Blocks its thread for a time, and fails at every third call.</summary>
    private sealed class BlockingHandler : IMessageHandler<string>
    {
        private readonly ConcurrentDictionary<string, bool> _running = new();
        private int _calls;

        public ConcurrentDictionary<string, int> Effects { get; } = new();

        public bool RanTwiceAtOnce { get; private set; }

        public async Task HandleAsync(string message, MessageContext context, CancellationToken cancellationToken)
        {
            RanTwiceAtOnce |= !_running.TryAdd(message, true);
            int call = Interlocked.Increment(ref _calls);
            Thread.SpinWait(call % 7 * 2_000);
            if (call % 2 == 0)
            {
                await Task.Yield();
                Thread.SpinWait(2_000);
            }

            bool fails = call % 3 == 0;
            if (!fails)
            {
                Effects.AddOrUpdate(message, 1, static (_, count) => count + 1);
            }

            _running.TryRemove(message, out _);
            if (fails)
            {
                throw new InvalidOperationException("It fails.");
            }
        }
    }

    /// <summary>Counts the threads that were started for handlers and have not ended.</summary>
    private sealed class CountingRuntime() : BatchRuntime(TimeProvider.System)
    {
        private int _running;
        private int _started;

        public int Started => _started;

        /// <summary>Completes when no thread is left.</summary>
        public Task AllEnded => UntilAsync(() => Volatile.Read(ref _running) == 0);

        public override void StartBlocking(IThreadPoolWorkItem work)
        {
            Interlocked.Increment(ref _started);
            Interlocked.Increment(ref _running);
            base.StartBlocking(new Counted(work, () => Interlocked.Decrement(ref _running)));
        }

        private static async Task UntilAsync(Func<bool> condition)
        {
            while (!condition())
            {
                await Task.Yield();
            }
        }
    }

    private sealed class Counted(IThreadPoolWorkItem work, Action ended) : IThreadPoolWorkItem
    {
        public void Execute()
        {
            work.Execute();
            ended();
        }
    }
}
