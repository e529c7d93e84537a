using Amazon.Lambda.SQSEvents;
using SqsLambda.Batch.Failures;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Reading;

namespace SqsLambda.Batch.Tests;

/// <summary>The engine runs in the context of its invocation: nothing of a caller's synchronization context, nothing of a handler's execution context.</summary>
public sealed class ContextFlowTests
{
    private static readonly AsyncLocal<string?> Ambient = new();

    private readonly List<string> _seen = [];

    /// <summary>A context whose thread waits for the result, as in a user interface, would wait for itself.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Usage", "xUnit1031", Justification = "To block is what is tested.")]
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_caller_that_blocks_under_a_synchronization_context_gets_its_answer(bool isBlocking)
    {
        SynchronizationContext? before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(new NeverPumped());
        try
        {
            Task<SQSBatchResponse> running = Processor(new() { BlockingHandlers = isBlocking }).ProcessAsync(
                TestSqsEvent.Of(Notes.Body("a"), Notes.Body("fails"), "x").Build(), Context());

            Assert.True(running.Wait(TimeSpan.FromSeconds(60)));
            Assert.Equal(["m1"], Harness.Ids(running.Result));
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_handler_sets_in_its_execution_context_is_seen_by_no_store_no_queue_and_no_other_handler(bool isFifo)
    {
        Ambient.Value = "invocation";
        TestSqsEvent batch = TestSqsEvent.Of(Notes.Body("a"), Notes.Body("b"), "x", Notes.Body("permanent"), Notes.Body("fails"));

        await Processor(new()).ProcessAsync((isFifo ? batch.Fifo("g") : batch).Build(), Context());

        Assert.Superset(new HashSet<string> { "claim invocation", "handle invocation", "settle invocation", "send invocation", "hide invocation" }, Seen());
        Assert.All(Seen(), static seen => Assert.EndsWith(" invocation", seen, StringComparison.Ordinal));
    }

    /// <summary>The handlers of one worker follow each other on one thread. Under such a context, the next one's awaits would never come back.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_synchronization_context_that_a_handler_sets_is_no_other_handlers(bool isBlocking)
    {
        var handler = new ContextSettingHandler();
        var processor = new BatchProcessor<Note>(
            MessageReader.Json(NoteJsonContext.Default.Note), handler, options: new() { MaxDegreeOfParallelism = 1, BlockingHandlers = isBlocking });

        await processor.ProcessAsync(Notes.Of("a", "b", "c"), Context());

        Assert.Equal([null, null, null], handler.Seen);
    }

    private HashSet<string> Seen()
    {
        lock (_seen)
        {
            return [.. _seen];
        }
    }

    private void Note(string where)
    {
        lock (_seen)
        {
            _seen.Add($"{where} {Ambient.Value}");
        }
    }

    private static TestInvocationContext Context() => new() { Logger = new RecordingLogger() };

    private BatchProcessor<Note> Processor(BatchOptions options)
    {
        var queue = new Queue(this);
        return new(
            MessageReader.Json(NoteJsonContext.Default.Note),
            new Handler(this),
            new(new Store(this), IdempotencyKey.Field<Note>(static note => note.Id)),
            options with { Failures = new() { DeadLetters = queue, Visibility = queue, BackoffBase = TimeSpan.FromSeconds(1) } });
    }

    private sealed class NeverPumped : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
        }
    }

    private sealed class ContextSettingHandler : IMessageHandler<Note>
    {
        public List<SynchronizationContext?> Seen { get; } = [];

        public Task HandleAsync(Note message, MessageContext context, CancellationToken cancellationToken)
        {
            Seen.Add(SynchronizationContext.Current);
            SynchronizationContext.SetSynchronizationContext(new NeverPumped());
            return Task.CompletedTask;
        }
    }

    /// <summary>It is not async, so what it sets stays in the flow of its caller.</summary>
    private sealed class Handler(ContextFlowTests test) : IMessageHandler<Note>
    {
        public Task HandleAsync(Note message, MessageContext context, CancellationToken cancellationToken)
        {
            test.Note("handle");
            Ambient.Value = "handler";
            return message.Id switch
            {
                "permanent" => throw new PermanentFailureException("Never."),
                "fails" => Task.FromException(new InvalidOperationException("It broke.")),
                _ => Task.CompletedTask,
            };
        }
    }

    private sealed class Store(ContextFlowTests test) : IIdempotencyStore
    {
        private readonly InMemoryIdempotencyStore _inner = new(TimeSpan.FromDays(1), 100, TimeProvider.System);

        public int MaxSettlementsPerCall => 1;

        public async ValueTask<IReadOnlyList<ClaimResult>> ClaimAsync(
            IReadOnlyList<Claim> claims, string owner, TimeSpan leaseDuration, CancellationToken cancellationToken)
        {
            test.Note("claim");
            await Task.Yield();
            return await _inner.ClaimAsync(claims, owner, leaseDuration, cancellationToken);
        }

        public async ValueTask<IReadOnlyList<SettlementResult>> SettleAsync(
            IReadOnlyList<Settlement> settlements, string owner, CancellationToken cancellationToken)
        {
            test.Note("settle");
            await Task.Yield();
            test.Note("settle");
            return await _inner.SettleAsync(settlements, owner, cancellationToken);
        }
    }

    private sealed class Queue(ContextFlowTests test) : IMessageVisibility, IDeadLetterSender
    {
        public async ValueTask<IReadOnlyList<QueueFailure?>> ChangeAsync(IReadOnlyList<VisibilityChange> changes, CancellationToken cancellationToken)
        {
            test.Note("hide");
            await Task.Yield();
            return new QueueFailure?[changes.Count];
        }

        public async ValueTask<IReadOnlyList<QueueFailure?>> SendAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken)
        {
            test.Note("send");
            await Task.Yield();
            return new QueueFailure?[letters.Count];
        }
    }
}
