using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace SqsLambda.Simulation.DynamoDb;

/// <summary>One write of a transaction, or a check, whatever its kind.</summary>
/// <param name="Table">The table.</param>
/// <param name="Key">The item that is put, or the key of the item.</param>
/// <param name="Condition">The condition expression, or <see langword="null"/>.</param>
/// <param name="Arguments">The names and values of the expressions.</param>
/// <param name="ReturnsOld">Whether the reason of a cancellation contains the item.</param>
/// <param name="Change">Returns the new item from the old one; <see langword="null"/> to delete it. It is <see langword="null"/> for a check.</param>
internal sealed record TransactionItem(
    ModelTable Table, Item Key, string? Condition, Arguments Arguments, bool ReturnsOld, Func<Item?, Item?>? Change)
{
    public string Id { get; } = Key[Table.PartitionKey].S;

    public static TransactionItem Of(TransactWriteItem item, ModelDatabase database)
    {
        switch (item)
        {
            case { Put: { } put, Update: null, Delete: null, ConditionCheck: null }:
                return New(put.TableName, put.Item, put.ConditionExpression, put.ExpressionAttributeNames, put.ExpressionAttributeValues,
                    put.ReturnValuesOnConditionCheckFailure, (_, _) => put.Item);
            case { Put: null, Update: { } update, Delete: null, ConditionCheck: null }:
                UpdateExpression expression = database.ReadUpdate(update.UpdateExpression);
                return New(update.TableName, update.Key, update.ConditionExpression, update.ExpressionAttributeNames, update.ExpressionAttributeValues,
                    update.ReturnValuesOnConditionCheckFailure, (old, arguments) => expression.Apply(old ?? update.Key, arguments));
            case { Put: null, Update: null, Delete: { } delete, ConditionCheck: null }:
                return New(delete.TableName, delete.Key, delete.ConditionExpression, delete.ExpressionAttributeNames, delete.ExpressionAttributeValues,
                    delete.ReturnValuesOnConditionCheckFailure, static (_, _) => null);
            case { Put: null, Update: null, Delete: null, ConditionCheck: { } check }:
                return New(check.TableName, check.Key, check.ConditionExpression, check.ExpressionAttributeNames, check.ExpressionAttributeValues,
                    check.ReturnValuesOnConditionCheckFailure, change: null);
            default:
                throw DynamoDbError.Validation("TransactItems can only contain one of Check, Put, Update or Delete");
        }

        TransactionItem New(
            string table, Item key, string? condition, Dictionary<string, string>? names, Item? values, ReturnValuesOnConditionCheckFailure? returned,
            Func<Item?, Arguments, Item?>? change)
        {
            var arguments = new Arguments(Names: names, Values: values);
            return new(
                database.Table(table), key, condition, arguments, returned == ReturnValuesOnConditionCheckFailure.ALL_OLD,
                change is null ? null : old => change(old, arguments));
        }
    }

    /// <summary>Everything that makes this write equal to another one, as text.</summary>
    public override string ToString() => $"{Table.Name} {Text(Key)} {Condition} {Text(Arguments.Values)} {Change is null}";

    private static string Text(IReadOnlyDictionary<string, AttributeValue>? values) =>
        string.Join(',', (values ?? new Item()).Select(static value => $"{value.Key}={value.Value.S}{value.Value.N}"));
}
