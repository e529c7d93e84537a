using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Metrics;
using SqsLambda.Batch.Reading;

namespace SqsLambda.Batch.Tests;

/// <summary>Several observers of one processor.</summary>
public sealed class ObserverTests
{
    private readonly RecordingLogger _logger = new();

    [Fact]
    public async Task Each_is_told_everything_in_order_though_one_before_it_throws()
    {
        Recorder first = new(throws: true), second = new(throws: false);
        var store = new TestStore(TimeProvider.System) { OnClaim = static () => throw new TimeoutException("The store is down.") };
        var processor = new BatchProcessor<Note>(
            MessageReader.Json(NoteJsonContext.Default.Note),
            new ScriptedHandler(),
            new(store, IdempotencyKey.Field<Note>(static note => note.Id)) { StoreFailurePolicy = StoreFailurePolicy.Process },
            new() { Observers = [first, second] });

        await processor.ProcessAsync(
            TestSqsEvent.Of(Notes.Body("a"), "x"), new TestInvocationContext { Logger = _logger });

        string[] told = ["RunUnprotected 1", "m0 Succeeded", "m1 PermanentlyFailed", "batch of 2"];
        Assert.Equal(told, first.Told);
        Assert.Equal(told, second.Told);
        Assert.Equal(4, _logger.Entries.Count(static entry => entry.StartsWith("Error: An observer failed for ", StringComparison.Ordinal)));
    }

    private sealed class Recorder(bool throws) : IBatchObserver
    {
        public List<string> Told { get; } = [];

        public void OnOutcome(MessageContext context, MessageOutcome outcome) => Tell($"{context.MessageId} {outcome.GetType().Name}");

        public void OnBatch(BatchSummary summary) => Tell($"batch of {summary.Received}");

        public void OnIncident(IdempotencyIncident incident, int count) => Tell($"{incident} {count}");

        private void Tell(string what)
        {
            Told.Add(what);
            if (throws)
            {
                throw new InvalidOperationException("It broke.");
            }
        }
    }
}
