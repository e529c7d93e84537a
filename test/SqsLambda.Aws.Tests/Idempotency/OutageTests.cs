using System.Net;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using SqsLambda.Aws.Idempotency;
using SqsLambda.Aws.Tests.DynamoDb;
using SqsLambda.Batch;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Reading;
using SqsLambda.Batch.Tests;

namespace SqsLambda.Aws.Tests.Idempotency;

/// <summary>What an invocation spends on a table that does not do its part.</summary>
public sealed class OutageTests
{
    private static readonly string[] Ids = [.. Enumerable.Range(0, 10).Select(static number => $"{number}")];

    private readonly ScriptedHandler _handler = new();
    private readonly ImpatientTimeProvider _time = new() { Patience = TimeSpan.FromSeconds(2) };

    [Theory]
    [InlineData(true, 30)]
    [InlineData(true, 900)]
    [InlineData(false, 30)]
    [InlineData(false, 900)]
    public async Task A_table_that_is_throttled_returns_the_messages_after_one_more_attempt_as_a_whole_or_by_statement(bool asAWhole, int givenSeconds)
    {
        var wire = new CannedWire((_, request) => Task.FromResult(asAWhole
            ? CannedWire.Error(HttpStatusCode.BadRequest, "ThrottlingException", "slow down")
            : CannedWire.Statements(StatementsOf(request).Select(static _ => "ThrottlingError"))));

        (int returned, TimeSpan waited) = await ProcessAsync(wire, givenSeconds);

        Assert.Equal((10, 2), (returned, wire.Calls));
        Assert.InRange(waited, TimeSpan.Zero, TimeSpan.FromMilliseconds(50));
    }

    [Theory]
    [InlineData(30)]
    [InlineData(900)]
    public async Task A_read_that_hangs_costs_two_time_outs_and_no_more(int givenSeconds)
    {
        int reads = 0;
        var wire = new CannedWire((operation, request) =>
        {
            if (operation == "BatchGetItem")
            {
                reads++;
                _time.Advance(DynamoDbClientConfig.CallTimeout);
                throw new TaskCanceledException("timed out", new TimeoutException());
            }

            return Task.FromResult(CannedWire.Statements(StatementsOf(request).Select(static _ => "DuplicateItem")));
        });

        (int returned, TimeSpan waited) = await ProcessAsync(wire, givenSeconds);

        Assert.Equal((10, 2), (returned, reads));
        Assert.InRange(waited, TimeSpan.Zero, (2 * DynamoDbClientConfig.CallTimeout) + TimeSpan.FromMilliseconds(50));
    }

    [Theory]
    [InlineData(30)]
    [InlineData(900)]
    public async Task Releases_that_cannot_be_written_cost_two_calls_and_no_more(int givenSeconds)
    {
        _handler.Fails(Ids);
        var wire = new CannedWire(static (_, request) => Task.FromResult(((string)StatementsOf(request)[0]!["Statement"]!).StartsWith("INSERT", StringComparison.Ordinal)
            ? CannedWire.Statements(StatementsOf(request).Select(static _ => (string?)null))
            : CannedWire.Error(HttpStatusCode.InternalServerError, "InternalServerError", "oops")));

        (int returned, TimeSpan waited) = await ProcessAsync(wire, givenSeconds);

        Assert.Equal((10, 3), (returned, wire.Calls));
        Assert.InRange(waited, TimeSpan.Zero, TimeSpan.FromMilliseconds(50));
    }

    private static JsonArray StatementsOf(JsonObject request) => (JsonArray)request["Statements"]!;

    private async Task<(int Returned, TimeSpan Waited)> ProcessAsync(CannedWire wire, int givenSeconds)
    {
        using AmazonDynamoDBClient client = wire.NewClient();
        var processor = new BatchProcessor<Note>(
            MessageReader.Json(NoteJsonContext.Default.Note),
            _handler,
            new(new DynamoDbIdempotencyStore(client, "records", TimeSpan.FromDays(14), _time), IdempotencyKey.Field<Note>(static note => note.Id)),
            new() { Runtime = new TestRuntime(_time) });
        DateTimeOffset started = _time.GetUtcNow();

        string[] returned = Harness.Ids(await processor.ProcessAsync(
            Notes.Of(Ids), new TestInvocationContext { RemainingTime = TimeSpan.FromSeconds(givenSeconds), Logger = new RecordingLogger() }));
        return (returned.Length, _time.GetUtcNow() - started);
    }
}
