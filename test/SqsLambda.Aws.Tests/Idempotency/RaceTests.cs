using System.Collections.Concurrent;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Microsoft.Extensions.Time.Testing;
using SqsLambda.Aws.Idempotency;
using SqsLambda.Aws.Tests.DynamoDb;
using SqsLambda.Batch;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Reading;
using SqsLambda.Batch.Tests;

namespace SqsLambda.Aws.Tests.Idempotency;

/// <summary>Two environments of a function that get the same messages at the same time, each with its own client and store.</summary>
[Collection(SharedDynamoDb.Name)]
public sealed class RaceTests(DynamoDbLocal dynamoDb) : IAsyncLifetime, IDisposable
{
    private const int Rounds = 50;
    private const int Messages = 1_000;

    private readonly ConcurrentDictionary<string, int> _effects = new();
    private AmazonDynamoDBClient[] _clients = [];
    private string _table = "";

    public async Task InitializeAsync()
    {
        _clients = [dynamoDb.NewClient(), dynamoDb.NewClient()];
        _table = await dynamoDb.CreateTableAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => Array.ForEach(_clients, static client => client.Dispose());

    [SkippableFact]
    [Trait("Category", "Long")]
    public async Task Of_two_environments_that_race_for_the_same_messages_one_runs_each()
    {
        var chance = new Random(1);
        var handler = new CountingHandler(_effects);
        BatchProcessor<Note>[] processors = Array.ConvertAll(_clients, client => NewProcessor(client, handler));
        int timesShared = 0;
        for (int round = 0; round < Rounds; round++)
        {
            string[] first = [.. Enumerable.Range(0, Messages).Select(index => $"{round}-{index}")];
            string[] second = [.. first];
            chance.Shuffle(second);
            string[][] orders = [first, second];
            _effects.Clear();

            string[][] returned = await Task.WhenAll(processors.Select((processor, index) => Task.Run(() => ReturnedAsync(processor, orders[index]))));

            Assert.Equal(first.Order(StringComparer.Ordinal), _effects.Keys.Order(StringComparer.Ordinal));
            Assert.All(_effects, static effect => Assert.Equal(1, effect.Value));

            // What one returned was in progress at the other, which therefore acknowledged it.
            Assert.Empty(returned[0].Intersect(returned[1]));
            timesShared += returned.All(static each => each.Length < Messages) ? 1 : 0;
        }

        Assert.InRange(timesShared, 1, Rounds);
    }

    [SkippableTheory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_run_that_outlives_its_lease_leaves_the_record_to_the_run_that_took_over(bool lateRunFails, bool nextRunHasEnded)
    {
        var time = new ImpatientTimeProvider { Patience = TimeSpan.FromMilliseconds(26) };
        var log = new RecordingLogger();
        var late = new GatedHandler();
        var next = new GatedHandler();
        Task<string[]> lateRun = StartAsync(_clients[0], late, time, log);
        await late.Entered;
        string? lateOwner = (await RecordAsync())["owner"].S;
        time.Advance(Harness.Given);
        Assert.Equal(["m0"], await lateRun);

        Task<string[]> nextRun = StartAsync(_clients[1], next, time, new RecordingLogger());
        await next.Entered;
        if (nextRunHasEnded)
        {
            next.End();
            Assert.Empty(await nextRun);
        }

        Dictionary<string, AttributeValue> before = await RecordAsync();
        Assert.NotEqual(lateOwner, before["owner"].S);
        Assert.Equal(nextRunHasEnded ? "COMPLETED" : "INPROGRESS", before["status"].S);
        late.End(lateRunFails ? new InvalidOperationException("It broke.") : null);
        await log.FirstAsync(static entry => entry.Text.Contains("lost its lease", StringComparison.Ordinal));

        Assert.Equal(Text(before), Text(await RecordAsync()));
        next.End();
        Assert.Empty(await nextRun);
        Dictionary<string, AttributeValue> after = await RecordAsync();
        Assert.Equal((before["owner"].S, "COMPLETED"), (after["owner"].S, after["status"].S));
    }

    /// <summary>A completed record is told by its status: its lease may have ended by then.</summary>
    [SkippableTheory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_take_over_that_comes_second_changes_nothing(bool oldHasExpired, bool firstHasCompleted)
    {
        TimeSpan lease = TimeSpan.FromSeconds(30), expiration = TimeSpan.FromSeconds(100);
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        Claim claim = new(new("test", "1"), PayloadHash.OfBody("1"u8));
        var first = new DynamoDbIdempotencyStore(_clients[0], _table, expiration, time);
        await first.ClaimAsync([claim], "old", lease, default);
        if (oldHasExpired)
        {
            await first.SettleAsync([new(claim.Key, SettlementKind.Complete)], "old", default);
        }

        time.Advance(oldHasExpired ? expiration : lease);
        Dictionary<string, AttributeValue> before = [];
        using var wire = new AfterFirstRead(async () =>
        {
            TimeSpan firstLease = firstHasCompleted ? TimeSpan.FromMilliseconds(1) : lease;
            Assert.Equal([new(ClaimStatus.Claimed)], await first.ClaimAsync([claim], "first", firstLease, default));
            if (firstHasCompleted)
            {
                await first.SettleAsync([new(claim.Key, SettlementKind.Complete)], "first", default);
            }

            before = await RecordAsync();
        });
        using AmazonDynamoDBClient client = dynamoDb.NewClient(wire);
        var second = new DynamoDbIdempotencyStore(client, _table, expiration, time);

        ClaimResult result = Assert.Single(await second.ClaimAsync([claim], "second", lease, default));

        Assert.Equal(firstHasCompleted ? new(ClaimStatus.Completed) : new(ClaimStatus.InProgress, lease), result);
        Assert.Equal(Text(before), Text(await RecordAsync()));
    }

    private static async Task<string[]> ReturnedAsync(BatchProcessor<Note> processor, string[] ids)
    {
        var log = new RecordingLogger();
        string[] returned = Harness.Ids(await processor.ProcessAsync(
            Notes.Of(ids), new TestInvocationContext { RemainingTime = TimeSpan.FromMinutes(5), Logger = log }));
        Assert.Equal(returned.Length, log.Records.Count);
        Assert.All(log.Records, static entry => Assert.Contains("is in progress in another invocation", entry.Text, StringComparison.Ordinal));
        return [.. returned.Select(id => ids[int.Parse(id.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture)])];
    }

    private static string Text(Dictionary<string, AttributeValue> record) =>
        string.Join(' ', record.OrderBy(static each => each.Key, StringComparer.Ordinal).Select(static each => $"{each.Key}={each.Value.S}{each.Value.N}"));

    private BatchProcessor<Note> NewProcessor(AmazonDynamoDBClient client, IMessageHandler<Note> handler, TimeProvider? time = null) => new(
        MessageReader.Json(NoteJsonContext.Default.Note),
        handler,
        new(
            new DynamoDbIdempotencyStore(client, _table, TimeSpan.FromDays(14), time ?? TimeProvider.System),
            IdempotencyKey.Field<Note>(static note => note.Id)),
        new() { Runtime = new(time ?? TimeProvider.System) });

    private async Task<string[]> StartAsync(AmazonDynamoDBClient client, GatedHandler handler, TimeProvider time, RecordingLogger log) =>
        Harness.Ids(await NewProcessor(client, handler, time).ProcessAsync(
            Notes.Of("a"), new TestInvocationContext { Logger = log }));

    private async Task<Dictionary<string, AttributeValue>> RecordAsync() =>
        Assert.Single((await _clients[0].ScanAsync(new ScanRequest(_table) { ConsistentRead = true })).Items);

    /// <summary>Lets another environment in between what a claim reads and what it writes then.</summary>
    private sealed class AfterFirstRead(Func<Task> actAsync) : DelegatingHandler
    {
        private bool _hasRead;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HttpResponseMessage answer = await base.SendAsync(request, cancellationToken);
            if (!_hasRead && request.Headers.GetValues("X-Amz-Target").Single().EndsWith("BatchGetItem", StringComparison.Ordinal))
            {
                _hasRead = true;
                await actAsync();
            }

            return answer;
        }
    }

    private sealed class CountingHandler(ConcurrentDictionary<string, int> effects) : IMessageHandler<Note>
    {
        public async Task HandleAsync(Note message, MessageContext context, CancellationToken cancellationToken)
        {
            await Task.Yield();
            effects.AddOrUpdate(message.Id, 1, static (_, count) => count + 1);
        }
    }

    /// <summary>Ends when the test says so, and takes no notice of the deadline.</summary>
    private sealed class GatedHandler : IMessageHandler<Note>
    {
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Entered => _entered.Task.WaitAsync(TimeSpan.FromSeconds(30));

        public void End(Exception? exception = null)
        {
            if (exception is null)
            {
                _end.TrySetResult();
            }
            else
            {
                _end.TrySetException(exception);
            }
        }

        public Task HandleAsync(Note message, MessageContext context, CancellationToken cancellationToken)
        {
            _entered.SetResult();
            return _end.Task;
        }
    }
}
