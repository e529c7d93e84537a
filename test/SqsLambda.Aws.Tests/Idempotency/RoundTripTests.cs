using Amazon.DynamoDBv2;
using Microsoft.Extensions.Time.Testing;
using SqsLambda.Aws.Idempotency;
using SqsLambda.Aws.Tests.DynamoDb;
using SqsLambda.Batch;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Reading;
using SqsLambda.Batch.Tests;

namespace SqsLambda.Aws.Tests.Idempotency;

/// <summary>What a batch costs in calls to DynamoDB.</summary>
[Collection(SharedDynamoDb.Name)]
public sealed class RoundTripTests(DynamoDbLocal dynamoDb) : IAsyncLifetime, IDisposable
{
    private const string Write = "BatchExecuteStatement";
    private const string Read = "BatchGetItem";

    private readonly CallCounter _wire = new();
    private AmazonDynamoDBClient? _client;
    private string _table = "";
    private int _callsBeforeTheFirstRun;

    public async Task InitializeAsync()
    {
        _client = dynamoDb.NewClient(_wire);
        _table = await dynamoDb.CreateTableAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _client?.Dispose();
        _wire.Dispose();
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ten_new_messages_cost_two_calls(bool handlerWaits) =>
        Assert.Equal([Write, Write], await CallsAsync(Ids(0, 10), handlerWaits));

    /// <summary>However slow the machine: a claim waits for nothing. Only completions gather by the clock, and may go with a second call.</summary>
    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task On_the_systems_clock_ten_new_messages_are_claimed_by_one_call_and_as_a_rule_completed_by_another(bool handlerWaits)
    {
        var calls = new List<int>();
        for (int batch = 0; batch < 20; batch++)
        {
            calls.Add((await CallsAsync(Ids(batch * 10, 10), handlerWaits, TimeProvider.System)).Length);
            Assert.Equal(1, _callsBeforeTheFirstRun);
        }

        Assert.Equal(2, calls.Min());
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task New_messages_among_duplicates_cost_three_calls(bool handlerWaits)
    {
        await CallsAsync(Ids(0, 5), handlerWaits);

        Assert.Equal([Write, Read, Write], await CallsAsync(Ids(0, 10), handlerWaits));
    }

    [SkippableFact]
    public async Task Duplicates_alone_cost_two_calls()
    {
        await CallsAsync(Ids(0, 10), handlerWaits: false);

        Assert.Equal([Write, Read], await CallsAsync(Ids(0, 10), handlerWaits: false));
    }

    [SkippableTheory]
    [Trait("Category", "Long")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ten_thousand_new_messages_cost_hardly_more_than_eight_hundred_calls(bool handlerWaits)
    {
        string[] calls = await CallsAsync(Ids(0, 10_000), handlerWaits, TimeProvider.System);

        Assert.Equal(400, _callsBeforeTheFirstRun);
        Assert.InRange(calls.Length, 800, 820);
        Assert.All(calls, static call => Assert.Equal(Write, call));
    }

    private static string[] Ids(int first, int count) => [.. Enumerable.Range(first, count).Select(static index => $"note-{index}")];

    /// <summary>Processes a batch, by default while a clock stands still: however slow the machine, no handler is, so all ends are written at once.</summary>
    private async Task<string[]> CallsAsync(string[] ids, bool handlerWaits, TimeProvider? time = null)
    {
        time ??= new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        _wire.Clear();
        _callsBeforeTheFirstRun = -1;
        var processor = new BatchProcessor<Note>(
            MessageReader.Json(NoteJsonContext.Default.Note),
            new Handler(this, handlerWaits),
            new(new DynamoDbIdempotencyStore(_client!, _table, TimeSpan.FromDays(14), time), IdempotencyKey.Field<Note>(static note => note.Id)),
            new() { Runtime = new(time) });

        Assert.Empty(Harness.Ids(await processor.ProcessAsync(
            Notes.Of(ids), new TestInvocationContext { RemainingTime = TimeSpan.FromMinutes(15), Logger = new RecordingLogger() })));
        return [.. _wire.Calls];
    }

    private sealed class Handler(RoundTripTests test, bool waits) : IMessageHandler<Note>
    {
        public async Task HandleAsync(Note message, MessageContext context, CancellationToken cancellationToken)
        {
            Interlocked.CompareExchange(ref test._callsBeforeTheFirstRun, test._wire.Calls.Count, comparand: -1);
            if (waits)
            {
                await Task.Yield();
            }
        }
    }
}
