using System.Net;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2.Model;
using Microsoft.Extensions.Time.Testing;
using SqsLambda.Aws.Idempotency;
using SqsLambda.Aws.Tests.DynamoDb;
using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Aws.Tests.Idempotency;

/// <summary>What the store asks DynamoDB for, and how it reads the answers to a transaction.</summary>
public sealed class TransactionTests : IDisposable
{
    private const string NotReached = """{"Code":"None"}""";
    private const string Conflict = """{"Code":"TransactionConflict","Message":"Transaction is ongoing for the item"}""";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly Queue<Func<HttpResponseMessage>> _answers = new();
    private readonly List<JsonObject> _requests = [];
    private readonly CannedWire _wire;
    private Func<JsonObject, HttpResponseMessage> _respond = static _ => CannedWire.Ok("{}");
    private Func<JsonObject, Task<HttpResponseMessage>> _respondAsync;
    private readonly DynamoDbIdempotencyStore _store;

    public TransactionTests()
    {
        _respondAsync = request => Task.FromResult(_answers.TryDequeue(out var answer) ? answer() : _respond(request));
        _wire = new((_, request) =>
        {
            lock (_requests)
            {
                _requests.Add(request);
            }

            return _respondAsync(request);
        });
        _store = new(_wire.NewClient(), "records", TimeSpan.FromDays(14), _time);
    }

    public void Dispose() => _wire.Dispose();

    [Fact]
    public async Task The_record_is_completed_only_for_its_owner_and_only_if_it_is_in_progress()
    {
        await SettleAsync(Completion("a"));

        JsonObject update = Assert.Single(_requests)["TransactItems"]![0]!["Update"]!.AsObject();
        Assert.Equal(
            """
            {"ConditionExpression":"#owner = :owner AND #status = :inProgress","ExpressionAttributeNames":{"#expiration":"expiration","#status":"status","#owner":"owner"},"ExpressionAttributeValues":{":expiration":{"N":"1768435200"},":completed":{"S":"COMPLETED"},":owner":{"S":"me"},":inProgress":{"S":"INPROGRESS"}},"Key":{"id":{"S":"KEY"}},"ReturnValuesOnConditionCheckFailure":"ALL_OLD","TableName":"records","UpdateExpression":"SET #expiration = :expiration, #status = :completed"}
            """,
            update.ToJsonString().Replace(KeyOf("a").Id, "KEY", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError, "InternalServerError")]
    [InlineData(HttpStatusCode.BadRequest, "TransactionInProgressException")]
    public async Task A_transaction_without_an_answer_is_repeated_as_it_was(HttpStatusCode status, string code)
    {
        Settlement[] settlements = [Completion("a"), Completion("b")];
        _answers.Enqueue(() => CannedWire.Error(status, code, "what DynamoDB says"));
        await Assert.ThrowsAsync<IdempotencyTableException>(() => SettleAsync(settlements));

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.All(await SettleAsync(settlements), static result => Assert.Equal(SettlementStatus.Settled, result.Status));

        Assert.Equal(2, _requests.Count);
        Assert.Equal(_requests[0].ToJsonString(), _requests[1].ToJsonString());
    }

    [Fact]
    public async Task A_transaction_of_which_a_message_is_gone_is_replaced()
    {
        Settlement[] settlements = [Completion("a"), Completion("b")];
        _answers.Enqueue(static () => CannedWire.Error(HttpStatusCode.InternalServerError, "InternalServerError", "what DynamoDB says"));
        await Assert.ThrowsAsync<IdempotencyTableException>(() => SettleAsync(settlements));

        Assert.Equal(SettlementStatus.Settled, Assert.Single(await SettleAsync(settlements[1])).Status);

        Assert.NotEqual(TokenOf(0), TokenOf(1));
    }

    [Fact]
    public async Task A_cancelled_transaction_is_tried_again_smaller_with_a_new_token()
    {
        _answers.Enqueue(static () => Cancelled(NotReached, NotReached, NotReached, Conflict, NotReached, NotReached));

        SettlementResult[] results = await SettleAsync(Completion("a"), Completion("b"), Completion("c"));

        Assert.Equal([SettlementStatus.Settled, SettlementStatus.Unavailable, SettlementStatus.Settled], results.Select(static result => result.Status));
        Assert.Equal([6, 4], _requests.Select(static request => request["TransactItems"]!.AsArray().Count));
        Assert.NotEqual(TokenOf(0), TokenOf(1));
        Assert.All(_requests, static request => Assert.InRange(((string)request["ClientRequestToken"]!).Length, 1, 36));
    }

    [Fact]
    public async Task A_message_that_met_a_conflict_can_be_retried()
    {
        Settlement settlement = Completion("a");
        _answers.Enqueue(static () => Cancelled(NotReached, Conflict));

        SettlementResult result = Assert.Single(await SettleAsync(settlement));

        Assert.Equal(SettlementStatus.Unavailable, result.Status);
        Assert.Equal(
            "write 1 of 1, Update of table 'counts', in eu-west-1 failed: TransactionConflict: Transaction is ongoing for the item", result.Reason);
        Assert.Equal(SettlementStatus.Settled, Assert.Single(await SettleAsync(settlement)).Status);
    }

    [Theory]
    [InlineData("me", "COMPLETED", SettlementStatus.Settled, null, 0)]
    [InlineData("other", "COMPLETED", SettlementStatus.LeaseLost, ClaimStatus.Completed, 0)]
    [InlineData("other", "INPROGRESS", SettlementStatus.LeaseLost, ClaimStatus.InProgress, 5_000)]
    public async Task The_record_of_a_failed_condition_says_how_the_message_stands(
        string owner, string status, SettlementStatus expected, ClaimStatus? found, int leaseMs)
    {
        long leaseEnd = _time.GetUtcNow().ToUnixTimeMilliseconds() + 5_000;
        string record = $$"""{"id":{"S":"k"},"owner":{"S":"{{owner}}"},"status":{"S":"{{status}}"},"in_progress_expiration":{"N":"{{leaseEnd}}"} }""";
        _answers.Enqueue(() => Cancelled(
            $$"""{"Code":"ConditionalCheckFailed","Message":"The conditional request failed","Item":{{record}} }""",
            NotReached));

        SettlementResult result = Assert.Single(await SettleAsync(Completion("a")));

        ClaimResult? state = found is { } claim ? new(claim, TimeSpan.FromMilliseconds(leaseMs)) : null;
        Assert.Equal(new SettlementResult(expected, Found: state), result);
    }

    [Fact]
    public async Task A_record_that_is_gone_is_a_lost_lease()
    {
        _answers.Enqueue(static () => Cancelled("""{"Code":"ConditionalCheckFailed","Message":"The conditional request failed"}""", NotReached));

        Assert.Equal(new SettlementResult(SettlementStatus.LeaseLost), Assert.Single(await SettleAsync(Completion("a"))));
    }

    [Fact]
    public async Task A_transaction_that_is_cancelled_without_a_reason_is_tried_for_each_message_alone()
    {
        _answers.Enqueue(static () => Cancelled());
        _answers.Enqueue(static () => Cancelled());

        SettlementResult[] results = await SettleAsync(Completion("a"), Completion("b"));

        Assert.Equal(
            [new(SettlementStatus.Unavailable, "the transaction in eu-west-1 was cancelled without a reason"), new SettlementResult(SettlementStatus.Settled)],
            results);
        Assert.Equal([4, 2, 2], _requests.Select(static request => request["TransactItems"]!.AsArray().Count));
    }

    /// <summary>As DynamoDB does for the call as a whole, without reasons for its writes.</summary>
    [Fact]
    public async Task Throttling_of_the_table_of_one_message_does_not_hold_the_others()
    {
        _respond = static request => request["TransactItems"]!.ToJsonString().Contains("hot", StringComparison.Ordinal)
            ? CannedWire.Error(HttpStatusCode.BadRequest, "ProvisionedThroughputExceededException", "what DynamoDB says")
            : CannedWire.Ok("{}");

        SettlementResult[] results = await SettleAsync(Completion("a"), Completion("hot"), Completion("c"));

        Assert.Equal([SettlementStatus.Settled, SettlementStatus.Unavailable, SettlementStatus.Settled], results.Select(static result => result.Status));
    }

    [Fact]
    public async Task A_write_that_cannot_be_sent_fails_its_message_alone()
    {
        var closed = new MemoryStream([1]);
        closed.Dispose();
        TransactWriteItem write = PutOf("b", "");
        write.Put.Item["bytes"] = new() { B = closed };

        SettlementResult[] results = await SettleAsync(Completion("a"), new Settlement(KeyOf("b"), SettlementKind.Complete, [write]));

        Assert.Equal([SettlementStatus.Settled, SettlementStatus.Refused], results.Select(static result => result.Status));
        Assert.StartsWith("ObjectDisposedException: ", results[1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_conflict_on_the_record_comes_before_a_condition_that_an_earlier_transaction_may_have_made_false()
    {
        _answers.Enqueue(static () => Cancelled(Conflict, """{"Code":"ConditionalCheckFailed","Message":"The conditional request failed"}"""));

        Assert.Equal(SettlementStatus.Unavailable, Assert.Single(await SettleAsync(Completion("a"))).Status);
    }

    [Fact]
    public async Task Items_are_told_apart_by_the_whole_key()
    {
        object[] work = [CheckOf("x\nsk=S y", "z"), CheckOf("x", "y\nsk=S z")];

        Assert.Equal(SettlementStatus.Settled, Assert.Single(await SettleAsync(new Settlement(KeyOf("a"), SettlementKind.Complete, work))).Status);

        static TransactWriteItem CheckOf(string pk, string sk) => new()
        {
            ConditionCheck = new() { TableName = "pairs", Key = new() { ["pk"] = new(pk), ["sk"] = new(sk) }, ConditionExpression = "attribute_exists(pk)" },
        };
    }

    [Fact]
    public async Task One_write_with_a_wrong_key_does_not_part_the_others()
    {
        object[] wrong = [new TransactWriteItem { Delete = new() { TableName = "counts", Key = new() { ["typo"] = new("x") } } }];
        Settlement[] puts = [.. Enumerable.Range(0, 20).Select(static number => new Settlement(KeyOf($"{number}"), SettlementKind.Complete, [PutOf($"{number}", "")]))];

        await SettleAsync([.. puts, new(KeyOf("wrong"), SettlementKind.Complete, wrong)]);

        Assert.Equal(42, Assert.Single(_requests)["TransactItems"]!.AsArray().Count);
    }

    [Fact]
    public async Task Puts_of_one_item_in_many_transactions_are_made_one_at_a_time()
    {
        int underWay = 0, most = 0;
        _respondAsync = async request =>
        {
            most = Math.Max(most, Interlocked.Increment(ref underWay));
            await Task.Yield();
            Interlocked.Decrement(ref underWay);
            return request["TransactItems"]!.AsArray().Count > 2
                ? CannedWire.Error(HttpStatusCode.BadRequest, "ValidationException", "Transaction request cannot include multiple operations on one item")
                : CannedWire.Ok("{}");
        };

        SettlementResult[] results = await SettleAsync(
            [.. Enumerable.Range(0, 120).Select(static number => new Settlement(KeyOf($"{number}"), SettlementKind.Complete, [PutOf("same", "")]))]);

        Assert.All(results, static result => Assert.Equal(SettlementStatus.Settled, result.Status));
        Assert.InRange(most, 1, 3);
        Assert.Equal(3 + 120, _requests.Count);
    }

    [Fact]
    public async Task A_claim_that_meets_a_transaction_can_be_asked_for_again()
    {
        _answers.Enqueue(static () => CannedWire.Statements("TransactionConflict", null));

        var results = await _store.ClaimAsync(
            [new(KeyOf("a"), PayloadHash.OfBody([1])), new(KeyOf("b"), PayloadHash.OfBody([1]))], "me", TimeSpan.FromMinutes(1), default);

        Assert.Equal([ClaimStatus.Unavailable, ClaimStatus.Claimed], results.Select(static result => result.Status));
    }

    public static TheoryData<object[], string> Refusals => new()
    {
        { ["text"], "it contains String: only TransactWriteItem is allowed" },
        { [.. Enumerable.Range(0, 100).Select(static number => CountOf($"{number}"))], "it has 100 writes: up to 99 are allowed" },
        {
            [.. Enumerable.Range(0, 11).Select(static number => PutOf($"{number}", new string('x', 390 * 1_024)))],
            "its writes have about 4,393,060 bytes: up to 4,194,304 are allowed"
        },
        {
            [CountOf("a"), PutOf("b", ""), PutOf("a", "")],
            "it writes one item more than once (write 1: Update of table 'counts', write 3: Put of table 'counts'): at most one write for each item is allowed"
        },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Work_that_exceeds_a_limit_is_refused_before_a_call(object[] work, string reason)
    {
        SettlementResult[] results = await SettleAsync(new Settlement(KeyOf("a"), SettlementKind.Complete, work), Completion("b"));

        Assert.Equal([new(SettlementStatus.Refused, reason), new SettlementResult(SettlementStatus.Settled)], results);
        Assert.Equal(2, Assert.Single(_requests)["TransactItems"]!.AsArray().Count);
    }

    [Fact]
    public async Task The_largest_number_of_writes_goes_in_one_call()
    {
        object[] work = [.. Enumerable.Range(0, 99).Select(static number => CountOf($"{number}"))];

        Assert.Equal(SettlementStatus.Settled, Assert.Single(await SettleAsync(new Settlement(KeyOf("a"), SettlementKind.Complete, work))).Status);

        Assert.Equal(100, Assert.Single(_requests)["TransactItems"]!.AsArray().Count);
    }

    private static HttpResponseMessage Cancelled(params string[] reasons)
    {
        HttpResponseMessage answer = CannedWire.Error(HttpStatusCode.BadRequest, "TransactionCanceledException", "Transaction cancelled");
        answer.Content = new StringContent(
            $$"""
            {"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","Message":"Transaction cancelled","CancellationReasons":[{{string.Join(',', reasons)}}]}
            """);
        return answer;
    }

    private static RecordKey KeyOf(string key) => new("test", key);

    private static Settlement Completion(string key) => new(KeyOf(key), SettlementKind.Complete, [CountOf(key)]);

    private static TransactWriteItem CountOf(string name) => new()
    {
        Update = new()
        {
            TableName = "counts",
            Key = new() { ["name"] = new(name) },
            UpdateExpression = "ADD times :one",
            ExpressionAttributeValues = new() { [":one"] = new() { N = "1" } },
        },
    };

    private static TransactWriteItem PutOf(string name, string text) =>
        new() { Put = new() { TableName = "counts", Item = new() { ["name"] = new(name), ["text"] = new(text) } } };

    private string TokenOf(int request) => (string)_requests[request]["ClientRequestToken"]!;

    private async Task<SettlementResult[]> SettleAsync(params Settlement[] settlements) => [.. await _store.SettleAsync(settlements, "me", default)];
}
