using Amazon.Lambda.SQSEvents;
using Amazon.Lambda.TestUtilities;
using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Batch.Tests;

/// <summary>A processor with everything around it in the test's hand.</summary>
internal sealed class Harness
{
    public static readonly TimeSpan Given = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    public Harness() => Store = new TestStore(Time);

    /// <summary>The first retry comes at once; what waits longer waits for the test.</summary>
    public ImpatientTimeProvider Time { get; } = new() { Patience = TimeSpan.FromMilliseconds(26) };

    public ScriptedHandler Handler { get; } = new();

    public RecordingLogger Logger { get; } = new();

    public TestStore Store { get; }

    public BatchOptions Options { get; init; } = new();

    public bool IsIdempotent { get; init; } = true;

    public IdempotencyKey<Note> Key { get; init; } = IdempotencyKey.Field<Note>(static note => note.Id);

    public StoreFailurePolicy StoreFailurePolicy { get; init; }

    public IBatchObserver? Observer { get; init; }

    public BatchProcessor<Note> Processor => field ??= new(
        Handler,
        NoteJsonContext.Default.Note,
        Options,
        IsIdempotent ? new IdempotencyOptions<Note>(Store, Key) { KeyPrefix = "notes", StoreFailurePolicy = StoreFailurePolicy } : null,
        Time,
        Observer);

    /// <summary>Processes a batch and returns the ids of the response, in its order.</summary>
    public async Task<string[]> ReturnedAsync(TestEvent batch, TimeSpan? remainingTime = null) =>
        Ids(await StartAsync(batch.Build(), remainingTime).WaitAsync(Bound));

    public Task<SQSBatchResponse> StartAsync(SQSEvent? sqsEvent, TimeSpan? remainingTime = null) =>
        Processor.ProcessAsync(sqsEvent, new TestLambdaContext { RemainingTime = remainingTime ?? Given, Logger = Logger });

    public static string[] Ids(SQSBatchResponse response) => [.. response.BatchItemFailures.Select(static failure => failure.ItemIdentifier)];

    public static async Task<string[]> WithinBoundAsync(Task<SQSBatchResponse> running) => Ids(await running.WaitAsync(Bound));
}
