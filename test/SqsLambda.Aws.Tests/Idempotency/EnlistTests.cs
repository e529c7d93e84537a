using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Lambda.SQSEvents;
using SqsLambda.Aws.Idempotency;
using SqsLambda.Aws.Tests.DynamoDb;
using SqsLambda.Batch;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Reading;
using SqsLambda.Batch.Tests;

namespace SqsLambda.Aws.Tests.Idempotency;

/// <summary>Writes that a handler enlists, made by Amazon's own engine together with the completion.</summary>
[Collection(SharedDynamoDb.Name)]
public sealed class EnlistTests(DynamoDbLocal dynamoDb) : IAsyncLifetime, IDisposable
{
    private const string Claim = "BatchExecuteStatement";
    private const string Transact = "TransactWriteItems";

    private readonly CallCounter _wire = new();
    private readonly RecordingLogger _log = new();
    private readonly ImpatientTimeProvider _time = new() { Patience = TimeSpan.FromSeconds(2) };
    private AmazonDynamoDBClient? _client;
    private string _records = "";
    private string _counts = "";

    public async Task InitializeAsync()
    {
        _client = dynamoDb.NewClient(_wire);
        _records = await dynamoDb.CreateTableAsync();
        _counts = await dynamoDb.CreateTableAsync("name");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _client?.Dispose();
        _wire.Dispose();
    }

    [SkippableFact]
    public async Task Ten_messages_with_one_write_each_cost_two_calls()
    {
        Assert.Empty(await ReturnedAsync(Notes.Of(Ids(10)), (note, context) => context.Enlist(CountOf(note))));

        Assert.Equal([Claim, Transact], _wire.Calls);
        Assert.Equal(Enumerable.Repeat(1, 10), await CountsAsync(Ids(10)));
    }

    [SkippableFact]
    public async Task A_second_delivery_is_a_duplicate_and_writes_nothing()
    {
        await ReturnedAsync(Notes.Of("a"), (note, context) => context.Enlist(CountOf(note)));

        Assert.Empty(await ReturnedAsync(Notes.Of("a"), (note, context) => context.Enlist(CountOf(note))));

        Assert.Equal([1], await CountsAsync(["a"]));
    }

    [SkippableFact]
    public async Task Messages_that_do_not_fit_one_transaction_share_several()
    {
        string[] ids = Ids(60);

        Assert.Empty(await ReturnedAsync(Notes.Of(ids), (note, context) => context.Enlist(CountOf(note))));

        Assert.Equal([Claim, Claim, Claim, Transact, Transact], _wire.Calls);
        Assert.Equal(Enumerable.Repeat(1, 60), await CountsAsync(ids));
    }

    [SkippableFact]
    public async Task Messages_that_write_the_same_item_are_in_transactions_one_after_the_other()
    {
        Assert.Empty(await ReturnedAsync(Notes.Of("a", "b", "c"), (_, context) => context.Enlist(CountOf("all"))));

        Assert.Equal([Claim, Transact, Transact, Transact], _wire.Calls);
        Assert.Equal([3], await CountsAsync(["all"]));
    }

    [SkippableFact]
    public async Task A_write_whose_condition_does_not_hold_fails_its_message_alone_and_is_named()
    {
        string[] returned = await ReturnedAsync(Notes.Of("a", "b", "c"), (note, context) =>
            context.Enlist(CountOf(note), note == "b" ? CheckOf("missing") : CountOf($"second-{note}")));

        Assert.Equal(["m1"], returned);
        Assert.Equal([Claim, Transact, Transact, Claim], _wire.Calls);
        Assert.Equal([1, 0, 1], await CountsAsync(["a", "b", "c"]));
        Assert.Equal(
            $"Error: Message m1 failed (receive count 1): Its enlisted work was not done: write 2 of 2, ConditionCheck of table '{_counts}', in us-east-1 at "
                + $"{_client!.Config.ServiceURL} failed: ConditionalCheckFailed: The conditional request failed.",
            Assert.Single(_log.Entries));
    }

    [SkippableFact]
    public async Task After_such_a_failure_the_next_delivery_runs_at_once()
    {
        await ReturnedAsync(Notes.Of("a"), (_, context) => context.Enlist(CheckOf("missing")));

        Assert.Empty(await ReturnedAsync(Notes.Of("a"), (note, context) => context.Enlist(CountOf(note))));

        Assert.Equal([1], await CountsAsync(["a"]));
    }

    [SkippableFact]
    public async Task A_write_that_DynamoDB_finds_invalid_fails_its_message_alone()
    {
        string[] returned = await ReturnedAsync(Notes.Of("a", "b", "c"), (note, context) => context.Enlist(
            note == "b" ? new() { Update = new() { TableName = _counts, Key = KeyOf(note), UpdateExpression = "no expression" } } : CountOf(note)));

        Assert.Equal(["m1"], returned);
        Assert.Equal([1, 0, 1], await CountsAsync(["a", "b", "c"]));
        Assert.Contains("ValidationException", Assert.Single(_log.Entries), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_write_to_a_table_that_does_not_exist_fails_its_message_alone()
    {
        string[] returned = await ReturnedAsync(Notes.Of("a", "b", "c"), (note, context) => context.Enlist(
            note == "b" ? new() { Put = new() { TableName = "nowhere", Item = KeyOf(note) } } : CountOf(note)));

        Assert.Equal(["m1"], returned);
        Assert.Equal([1, 0, 1], await CountsAsync(["a", "b", "c"]));
        Assert.Contains($"one of the tables '{_records}', 'nowhere' in us-east-1", Assert.Single(_log.Entries), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Two_puts_of_one_item_are_found_by_DynamoDB_and_made_one_after_the_other()
    {
        Assert.Empty(await ReturnedAsync(Notes.Of("a", "b"), (note, context) => context.Enlist(
            new TransactWriteItem { Put = new() { TableName = _counts, Item = new(KeyOf("same")) { ["by"] = new(note) } } })));

        Assert.Equal([Claim, Transact, Transact, Transact], _wire.Calls);
    }

    [SkippableFact]
    public async Task A_run_that_was_overtaken_writes_nothing()
    {
        string[] returned = await ReturnedAsync(Notes.Of("a"), (note, context) =>
        {
            context.Enlist(CountOf(note));
            SetRecordAsync(context, "someone else", "INPROGRESS").GetAwaiter().GetResult();
        });

        Assert.Equal(["m0"], returned);
        Assert.Equal([0], await CountsAsync(["a"]));
        Assert.Contains(_log.Entries, static entry => entry.StartsWith("Information: Message m0 is in progress in another invocation", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task A_run_that_was_overtaken_by_one_that_is_done_is_a_duplicate()
    {
        string[] returned = await ReturnedAsync(Notes.Of("a"), (note, context) =>
        {
            context.Enlist(CountOf(note));
            SetRecordAsync(context, "someone else", "COMPLETED").GetAwaiter().GetResult();
        });

        Assert.Empty(returned);
        Assert.Equal([0], await CountsAsync(["a"]));
        Assert.Contains(_log.Summaries, static summary => summary.Contains("0 processed, 1 duplicates", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task A_completion_is_not_made_again_when_it_is_done()
    {
        var store = new DynamoDbIdempotencyStore(_client!, _records, TimeSpan.FromDays(14), _time);
        RecordKey key = new("test", "k");
        await store.ClaimAsync([new(key, PayloadHash.OfBody([1]))], "me", TimeSpan.FromMinutes(1), default);

        // Each with work of its own, as if the transaction before it had been forgotten.
        for (int time = 0; time < 2; time++)
        {
            Assert.Equal(
                [new SettlementResult(SettlementStatus.Settled)],
                await store.SettleAsync([new(key, SettlementKind.Complete, [CountOf("a")])], "me", default));
        }

        Assert.Equal([1], await CountsAsync(["a"]));
    }

    [SkippableFact]
    public async Task A_settlement_without_work_does_not_care_for_those_with_work()
    {
        string[] returned = await ReturnedAsync(Notes.Of("a", "b", "c"), (note, context) =>
        {
            if (note != "a")
            {
                context.Enlist(note == "b" ? CheckOf("missing") : CountOf(note));
            }
        });

        Assert.Equal(["m1"], returned);
        Assert.Equal([1], await CountsAsync(["c"]));
        Assert.Empty(await ReturnedAsync(Notes.Of("a", "c"), static (_, _) => Assert.Fail("It runs again.")));
    }

    public static TheoryData<WireFault> Faults => [.. Enum.GetValues<WireFault>()];

    [SkippableTheory]
    [MemberData(nameof(Faults))]
    public async Task Whatever_happens_to_a_transaction_its_writes_are_made_once(WireFault fault)
    {
        using var wire = new OneFaultWire(fault);
        _client!.Dispose();
        _client = dynamoDb.NewClient(wire);

        Assert.Empty(await ReturnedAsync(Notes.Of("a", "b", "c"), (note, context) => context.Enlist(CountOf(note))));

        Assert.InRange(wire.Transactions, 2, 4);
        Assert.Equal([1, 1, 1], await CountsAsync(["a", "b", "c"]));
        Assert.DoesNotContain(_log.Entries, static entry => entry.Contains("failed", StringComparison.Ordinal));
    }

    private static string[] Ids(int count) => [.. Enumerable.Range(0, count).Select(static index => $"note-{index}")];

    private static Dictionary<string, AttributeValue> KeyOf(string name) => new() { ["name"] = new(name) };

    private TransactWriteItem CountOf(string name) => new()
    {
        Update = new()
        {
            TableName = _counts,
            Key = KeyOf(name),
            UpdateExpression = "ADD times :one",
            ExpressionAttributeValues = new() { [":one"] = new() { N = "1" } },
        },
    };

    private TransactWriteItem CheckOf(string name) => new()
    {
        ConditionCheck = new() { TableName = _counts, Key = KeyOf(name), ConditionExpression = "attribute_exists(times)" },
    };

    private async Task<IReadOnlyList<int>> CountsAsync(string[] names)
    {
        using AmazonDynamoDBClient client = dynamoDb.NewClient();
        var counts = new List<int>();
        foreach (string name in names)
        {
            GetItemResponse response = await client.GetItemAsync(_counts, KeyOf(name), consistentRead: true);
            counts.Add(int.Parse(response.Item?.GetValueOrDefault("times")?.N ?? "0", CultureInfo.InvariantCulture));
        }

        return counts;
    }

    private async Task SetRecordAsync(MessageContext context, string owner, string status)
    {
        using AmazonDynamoDBClient client = dynamoDb.NewClient();
        await client.UpdateItemAsync(new UpdateItemRequest
        {
            TableName = _records,
            Key = new() { ["id"] = new(context.IdempotencyKey) },
            UpdateExpression = "SET #owner = :owner, #status = :status",
            ExpressionAttributeNames = new() { ["#owner"] = "owner", ["#status"] = "status" },
            ExpressionAttributeValues = new() { [":owner"] = new(owner), [":status"] = new(status) },
        });
    }

    private async Task<string[]> ReturnedAsync(SQSEvent batch, Action<string, MessageContext> handle)
    {
        var processor = new BatchProcessor<Note>(
            MessageReader.Json(NoteJsonContext.Default.Note),
            new Handler(handle),
            new(new DynamoDbIdempotencyStore(_client!, _records, TimeSpan.FromDays(14), _time), IdempotencyKey.Field<Note>(static note => note.Id)),
            new() { Runtime = new(_time) });
        return Harness.Ids(await processor.ProcessAsync(batch, new TestInvocationContext { RemainingTime = TimeSpan.FromMinutes(15), Logger = _log }));
    }

    private sealed class Handler(Action<string, MessageContext> handle) : IMessageHandler<Note>
    {
        public Task HandleAsync(Note message, MessageContext context, CancellationToken cancellationToken)
        {
            handle(message.Id, context);
            return Task.CompletedTask;
        }
    }
}
