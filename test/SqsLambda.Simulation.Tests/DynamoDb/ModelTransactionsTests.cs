using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using SqsLambda.Simulation.Handlers;
using SqsLambda.Simulation.Lambda;
using SqsLambda.Simulation.Scenarios;

namespace SqsLambda.Simulation.Tests.DynamoDb;

/// <summary>The model of TransactWriteItems does what the DynamoDB API Reference says.</summary>
public sealed class ModelTransactionsTests
{
    private readonly World _world = new(new(1), trace: null);
    private readonly SimulatedProcess _process;

    public ModelTransactionsTests() => _process = new(_world, number: 1, skew: TimeSpan.Zero);

    [Fact]
    public void Writes_all_items_or_none()
    {
        Write("one", Put("a", "1"));

        var cancelled = Assert.Throws<TransactionCanceledException>(() => Write(
            "two", Put("b", "1"), Put("a", "2", "attribute_not_exists(#key)", ReturnValuesOnConditionCheckFailure.ALL_OLD)));

        Assert.Equal(["None", "ConditionalCheckFailed"], cancelled.CancellationReasons.Select(static reason => reason.Code));
        Assert.Null(cancelled.CancellationReasons[0].Item);
        Assert.Equal("1", cancelled.CancellationReasons[1].Item["value"].S);
        Assert.Null(Find("b"));
        Assert.Equal("1", Find("a"));
    }

    [Fact]
    public void Repeats_a_request_without_a_second_effect_for_ten_minutes()
    {
        Write("token", Put("a", "1", "attribute_not_exists(#key)"));
        After(TimeSpan.FromMinutes(9.9));

        Write("token", Put("a", "1", "attribute_not_exists(#key)"));

        After(TimeSpan.FromMinutes(0.2));
        Assert.Throws<TransactionCanceledException>(() => Write("token", Put("a", "1", "attribute_not_exists(#key)")));
    }

    [Fact]
    public void Refuses_a_token_that_was_used_for_another_request()
    {
        Write("token", Put("a", "1"));

        Assert.Throws<IdempotentParameterMismatchException>(() => Write("token", Put("a", "2")));
    }

    [Fact]
    public void Refuses_an_item_that_is_twice_in_a_transaction_and_more_than_a_hundred_items()
    {
        Assert.Equal("ValidationException", Assert.Throws<AmazonDynamoDBException>(() => Write("one", Put("a", "1"), Put("a", "2"))).ErrorCode);
        Assert.Equal(
            "ValidationException",
            Assert.Throws<AmazonDynamoDBException>(() => Write("two", [.. Enumerable.Range(0, 101).Select(static number => Put($"a{number}", "1"))])).ErrorCode);
    }

    [Fact]
    public void Cancels_a_transaction_that_meets_another_one()
    {
        var conflicts = new Queue<string?>([null, "TransactionConflict"]);

        var cancelled = Assert.Throws<TransactionCanceledException>(() => _world.Database.Transactions.Write(
            Request("token", Put("a", "1"), Put("b", "1")), _process, conflicts.Dequeue));

        Assert.Equal(["None", "TransactionConflict"], cancelled.CancellationReasons.Select(static reason => reason.Code));
        Assert.Null(Find("a"));
    }

    [Theory]
    [InlineData("SET #value = if_not_exists(#value, :text)", "old")]
    [InlineData("SET #value = :text", "new")]
    [InlineData("REMOVE #value", null)]
    public void Changes_an_item_by_an_update_expression(string expression, string? value)
    {
        Write("one", Put("a", "old"));

        Write("two", new TransactWriteItem
        {
            Update = new()
            {
                TableName = EnlistedEffect.Table,
                Key = KeyOf("a"),
                UpdateExpression = $"{expression} ADD #total :one",
                ConditionExpression = "attribute_exists(#value) AND NOT (#value = :text OR #value <> :old)",
                ExpressionAttributeNames = new() { ["#value"] = "value", ["#total"] = "total" },
                ExpressionAttributeValues = new() { [":text"] = new("new"), [":one"] = new() { N = "1" }, [":old"] = new("old") },
            },
        });

        Assert.Equal(value, Find("a"));
        Assert.Equal("1", _world.Database.Table(EnlistedEffect.Table).Find("a")!["total"].N);
    }

    private void Write(string token, params TransactWriteItem[] items) =>
        _world.Database.Transactions.Write(Request(token, items), _process, static () => null);

    private static TransactWriteItemsRequest Request(string token, params TransactWriteItem[] items) =>
        new() { ClientRequestToken = token, TransactItems = [.. items] };

    private static TransactWriteItem Put(string key, string value, string? condition = null, ReturnValuesOnConditionCheckFailure? returned = null) => new()
    {
        Put = new()
        {
            TableName = EnlistedEffect.Table,
            Item = new(KeyOf(key)) { ["value"] = new(value) },
            ConditionExpression = condition,
            ExpressionAttributeNames = condition is null ? null : new() { ["#key"] = EnlistedEffect.Key },
            ReturnValuesOnConditionCheckFailure = returned,
        },
    };

    private static Dictionary<string, AttributeValue> KeyOf(string key) => new() { [EnlistedEffect.Key] = new(key) };

    private string? Find(string key) => _world.Database.Table(EnlistedEffect.Table).Find(key)?.GetValueOrDefault("value")?.S;

    private void After(TimeSpan time)
    {
        _world.Events.After(time, static () => { });
        Assert.True(_world.Events.TryRunNext());
    }
}
