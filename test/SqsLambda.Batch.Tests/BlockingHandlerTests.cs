using System.Collections.Concurrent;
using Amazon.Lambda.SQSEvents;
using Microsoft.Extensions.Time.Testing;
using SqsLambda.Batch.Failures;
using SqsLambda.Batch.Reading;
using SqsLambda.Batch.Tests.Failures;

namespace SqsLambda.Batch.Tests;

/// <summary>Handlers that block their thread, on real threads. The clock is the test's, so nothing here depends on how fast a machine is.</summary>
public sealed class BlockingHandlerTests
{
    private const string Warning = "Set BatchOptions.BlockingHandlers (BLOCKING_HANDLERS=true)";

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private readonly FakeTimeProvider _time = new();
    private readonly RecordingLogger _logger = new();
    private readonly ConcurrentQueue<(string Id, Thread Thread, bool IsPooled)> _calls = new();
    private readonly Dictionary<string, Action> _blocks = [];

    [Fact]
    public async Task Declared_ten_of_them_block_ten_threads_at_the_same_time()
    {
        using var all = new CountdownEvent(10);
        string[] ids = [.. Enumerable.Range(0, 10).Select(static number => $"{number}")];
        foreach (string id in ids)
        {
            On(id, () =>
            {
                all.Signal();
                Assert.True(all.Wait(Bound));
            });
        }

        Assert.Empty(await StartAsync(Notes.Of(ids), isDeclared: true).WaitAsync(Bound));

        Assert.Equal(10, _calls.Select(static call => call.Thread).Distinct().Count());
        Assert.All(_calls, static call => Assert.False(call.IsPooled));
        Assert.Empty(_logger.Entries);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_that_blocks_beyond_the_deadline_is_returned_in_time_and_the_others_are_done(bool isDeclared)
    {
        using ManualResetEventSlim entered = new(), released = new();
        On("blocks", () =>
        {
            entered.Set();
            released.Wait(Bound);
        });

        Task<string[]> running = StartAsync(Notes.Of("blocks", "b", "c"), isDeclared);
        Assert.True(entered.Wait(Bound));
        await UntilAsync(() => _calls.Count == 3);
        _time.Advance(Harness.Given - TimeSpan.FromSeconds(0.5));

        Assert.Equal(["m0"], await running.WaitAsync(Bound));
        Assert.Equal(isDeclared ? 0 : 1, _logger.Entries.Count(static entry => entry.Contains(Warning, StringComparison.Ordinal)));
        released.Set();
    }

    [Fact]
    public async Task Undeclared_one_that_blocks_keeps_neither_the_caller_nor_the_other_messages()
    {
        using ManualResetEventSlim entered = new(), released = new();
        On("blocks", () =>
        {
            entered.Set();
            released.Wait(Bound);
        });

        Task<string[]> running = StartAsync(Notes.Of("blocks", "b", "c"), isDeclared: false);
        Assert.True(entered.Wait(Bound));
        await UntilAsync(() => _calls.Count == 3);
        released.Set();

        Assert.Empty(await running.WaitAsync(Bound));
        Assert.All(_calls, static call => Assert.True(call.IsPooled));
    }

    [Theory]
    [InlineData(100, true, 1)]
    [InlineData(99, true, 0)]
    [InlineData(100, false, 0)]
    public async Task Undeclared_one_that_keeps_its_thread_long_enough_to_delay_others_is_warned_of_once(int milliseconds, bool delaysOthers, int warnings)
    {
        foreach (string id in new[] { "a", "b", "c" })
        {
            On(id, () => _time.Advance(TimeSpan.FromMilliseconds(milliseconds)));
        }

        TestSqsEvent batch = delaysOthers ? Notes.Of("a", "b", "c") : Notes.Of("a");
        Assert.Empty(await StartAsync(batch, isDeclared: false, parallelism: 1).WaitAsync(Bound));

        Assert.Equal(warnings, _logger.Entries.Count(static entry => entry.Contains(Warning, StringComparison.Ordinal)));
        Assert.Equal(warnings, _logger.Entries.Count(static entry => entry.StartsWith("Warning: A handler blocked its thread for 100 ms.", StringComparison.Ordinal)));
    }

    /// <summary>When it returns, everything has started: late, on a thread that the pool has added.</summary>
    [Fact]
    public async Task Undeclared_one_that_kept_others_waiting_for_a_thread_is_warned_of_though_nobody_waits_any_more()
    {
        using var second = new ManualResetEventSlim();
        On("b", second.Set);
        On("a", () =>
        {
            Assert.True(second.Wait(Bound));
            _time.Advance(TimeSpan.FromSeconds(1));
        });

        Assert.Empty(await StartAsync(Notes.Of("a", "b"), isDeclared: false, runtime: new LateThreads(_time)).WaitAsync(Bound));

        Assert.Equal(1, _logger.Entries.Count(static entry => entry.Contains(Warning, StringComparison.Ordinal)));
    }

    /// <summary>The next message of the group is not handled before the dead letter is sent.</summary>
    [Fact]
    public async Task The_time_in_which_a_dead_letter_is_sent_is_no_handlers_time()
    {
        On("a1", static () => throw new PermanentFailureException("Never."));
        var queue = new RecordingQueue
        {
            OnCall = () =>
            {
                _time.Advance(TimeSpan.FromMilliseconds(200));
                return Task.CompletedTask;
            },
        };

        Assert.Empty(await StartAsync(
            Notes.Of("a1", "a2", "b1").Fifo("a", "a", "b"), isDeclared: false, parallelism: 1, failures: new() { DeadLetters = queue }).WaitAsync(Bound));

        Assert.DoesNotContain(_logger.Entries, static entry => entry.Contains(Warning, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Declared_handlers_of_a_message_group_keep_their_order()
    {
        string[] ids = ["a1", "b1", "a2", "b2", "a3"];
        foreach (string id in ids)
        {
            On(id, static () => Thread.Yield());
        }

        Assert.Empty(await StartAsync(Notes.Of(ids).Fifo("a", "b", "a", "b", "a"), isDeclared: true).WaitAsync(Bound));

        Assert.Equal(["a1", "a2", "a3"], _calls.Select(static call => call.Id).Where(static id => id[0] == 'a'));
        Assert.Equal(["b1", "b2"], _calls.Select(static call => call.Id).Where(static id => id[0] == 'b'));
    }

    [Fact]
    public async Task Declared_a_worker_keeps_its_thread_when_its_handler_awaits()
    {
        Task<string[]> running = StartAsync(Notes.Of("a", "b", "c"), isDeclared: true, parallelism: 1, awaits: true);

        Assert.Empty(await running.WaitAsync(Bound));
        Assert.Single(_calls.Select(static call => call.Thread).Distinct());
        Assert.False(_calls.First().IsPooled);
    }

    [Fact]
    public async Task Declared_a_handler_that_awaits_what_never_comes_gives_its_thread_back_with_the_answer()
    {
        Task<string[]> running = StartAsync(Notes.Of("a"), isDeclared: true, waitsFor: new TaskCompletionSource().Task);
        await UntilAsync(() => !_calls.IsEmpty);
        _time.Advance(Harness.Given - TimeSpan.FromSeconds(0.5));

        Assert.Equal(["m0"], await running.WaitAsync(Bound));
        await UntilAsync(() => !_calls.Single().Thread.IsAlive);
    }

    [Fact]
    public async Task Declared_one_that_throws_fails_alone()
    {
        On("b", static () => throw new InvalidOperationException("It broke."));

        Assert.Equal(["m1"], await StartAsync(Notes.Of("a", "b", "c"), isDeclared: true).WaitAsync(Bound));
    }

    /// <summary>Lambda allows a function 1,024 threads and processes.</summary>
    [Fact]
    public async Task Declared_where_no_further_thread_can_be_started_the_others_do_the_work()
    {
        Assert.Empty(await StartAsync(Notes.Of("a", "b", "c"), isDeclared: true, runtime: new FewThreads(_time, 1)).WaitAsync(Bound));

        Assert.Equal(3, _calls.Count);
        Assert.Equal(
            ["Warning: A thread for handlers could not be started, so fewer messages are handled at the same time: InvalidOperationException: No thread."],
            _logger.Entries);
    }

    private void On(string id, Action block) => _blocks[id] = block;

    private async Task<string[]> StartAsync(TestSqsEvent batch, bool isDeclared, int parallelism = 10, bool awaits = false, FailurePolicy? failures = null, BatchRuntime? runtime = null, Task? waitsFor = null)
    {
        var processor = new BatchProcessor<Note>(
            MessageReader.Json(NoteJsonContext.Default.Note),
            new Handler(this, awaits, waitsFor),
            options: new() { MaxDegreeOfParallelism = parallelism, BlockingHandlers = isDeclared, Failures = failures ?? new(), Runtime = runtime ?? new(_time) });
        SQSBatchResponse response = await processor.ProcessAsync(
            batch, new TestInvocationContext { Logger = _logger });
        return Harness.Ids(response);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var bound = new CancellationTokenSource(Bound);
        while (!condition())
        {
            bound.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private sealed class FewThreads(TimeProvider timeProvider, int count) : BatchRuntime(timeProvider)
    {
        private int _started;

        public override void StartBlocking(IThreadPoolWorkItem work)
        {
            if (++_started > count)
            {
                throw new InvalidOperationException("No thread.");
            }

            base.StartBlocking(work);
        }
    }

    /// <summary>A pool that has one thread, and adds the next after half a second.</summary>
    private sealed class LateThreads(FakeTimeProvider timeProvider) : BatchRuntime(timeProvider)
    {
        private int _started;

        public override void Start(IThreadPoolWorkItem work)
        {
            if (++_started > 1)
            {
                timeProvider.Advance(TimeSpan.FromSeconds(0.5));
            }

            base.Start(work);
        }
    }

    private sealed class Handler(BlockingHandlerTests test, bool awaits, Task? waitsFor) : IMessageHandler<Note>
    {
        public async Task HandleAsync(Note message, MessageContext context, CancellationToken cancellationToken)
        {
            test._calls.Enqueue((message.Id, Thread.CurrentThread, Thread.CurrentThread.IsThreadPoolThread));
            test._blocks.GetValueOrDefault(message.Id)?.Invoke();
            if (awaits)
            {
                await Task.Yield();
            }

            await (waitsFor ?? Task.CompletedTask);
        }
    }
}
