using Amazon.Lambda.SQSEvents;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Reading;

namespace SqsLambda.Batch.Tests;

/// <summary>A processor with everything around it in the test's hand.</summary>
internal sealed class Harness
{
    public static readonly TimeSpan Given = TestInvocationContext.DefaultRemainingTime;

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly Lock _making = new();

    /// <param name="doesWork">Whether the store does enlisted work.</param>
    public Harness(bool doesWork = true) => Store = new TestStore(Time, doesWork);

    /// <summary>The first retry comes at once; what waits longer waits for the test.</summary>
    public ImpatientTimeProvider Time { get; } = new() { Patience = TimeSpan.FromMilliseconds(26) };

    public ScriptedHandler Handler { get; } = new();

    public RecordingLogger Logger { get; } = new();

    public TestStore Store { get; }

    public BatchOptions Options { get; init; } = new();

    public bool IsIdempotent { get; init; } = true;

    public IdempotencyKey<Note> Key { get; init; } = IdempotencyKey.Field<Note>(static note => note.Id);

    public StoreFailurePolicy StoreFailurePolicy { get; init; }

    public Func<Note, string?>? PayloadOf { get; init; }

    /// <summary>The random number that is drawn each time; by default any.</summary>
    public double? Drawn { get; init; }

    public IBatchObserver? Observer { get; init; }

    public MessageReader<Note> Reader { get; init; } = MessageReader.Json(NoteJsonContext.Default.Note);

    /// <summary>The one processor, also for invocations that start at once on several threads.</summary>
    public BatchProcessor<Note> Processor
    {
        get
        {
            lock (_making)
            {
                return field ??= NewProcessor();
            }
        }
    }

    /// <summary>Processes a batch and returns the ids of the response, in its order.</summary>
    public async Task<string[]> ReturnedAsync(TestSqsEvent batch, TimeSpan? remainingTime = null) =>
        Ids(await StartAsync(batch, remainingTime).WaitAsync(Bound));

    public Task<SQSBatchResponse> StartAsync(SQSEvent? sqsEvent, TimeSpan? remainingTime = null) =>
        Processor.ProcessAsync(sqsEvent, new TestInvocationContext { RemainingTime = remainingTime ?? Given, Logger = Logger });

    public static string[] Ids(SQSBatchResponse response) => [.. response.BatchItemFailures.Select(static failure => failure.ItemIdentifier)];

    /// <summary>
    /// Runs a test outside of the synchronization context of its runner. There, whatever a test completes or lets the clock complete goes on at once, on
    /// the thread of the test.
    /// </summary>
    public static Task OffContextAsync(Func<Task> testAsync) => Task.Run(testAsync);

    public static async Task<string[]> WithinBoundAsync(Task<SQSBatchResponse> running) => Ids(await running.WaitAsync(Bound));

    private BatchProcessor<Note> NewProcessor() => new(
        Reader.Validated(note => Handler.Validation(note)),
        Handler,
        IsIdempotent
            ? new IdempotencyOptions<Note>(Store, Key) { KeyPrefix = "notes", PayloadOf = PayloadOf, StoreFailurePolicy = StoreFailurePolicy }
            : null,
        Options with { Runtime = new TestRuntime(Time, drawn: Drawn), Observers = Observer is null ? [] : [Observer] });
}
