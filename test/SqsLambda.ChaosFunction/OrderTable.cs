using Amazon.DynamoDBv2.Model;
using SqsLambda.Aws;
using SqsLambda.Aws.Settings;

namespace SqsLambda.ChaosFunction;

/// <summary>The table that counts in <c>timesRecorded</c> how often each order was recorded.</summary>
internal static class OrderTable
{
    private const string PartitionKey = "orderId";

    public static TableSetting Setting { get; } = new("ORDERS_TABLE", PartitionKey, "The table of the orders");

    /// <summary>What the services make of the table.</summary>
    public static T Open<T>(FunctionServices services, Func<Amazon.DynamoDBv2.IAmazonDynamoDB, string, T> open) =>
        services.OpenTable(Setting, open, static () => throw new InvalidOperationException("ORDERS_TABLE is not set."));

    public static Update CountOf(Order order, string table) => new()
    {
        TableName = table,
        Key = new() { [PartitionKey] = new(order.OrderId) },
        UpdateExpression = "ADD timesRecorded :one",
        ExpressionAttributeValues = new() { [":one"] = new() { N = "1" } },
    };
}
