using Amazon.DynamoDBv2;
using SqsLambda.Aws.Settings;

namespace SqsLambda.Orders;

/// <summary>Where the function records orders.</summary>
internal static class OrderBooks
{
    /// <summary>The environment variable that says where.</summary>
    public static TableSetting Table { get; } = new(
        "ORDERS_TABLE",
        DynamoDbOrderBook.PartitionKey,
        "The DynamoDB table of the orders, with the string partition key orderId. Without it, orders are kept in memory");

    /// <exception cref="InvalidSettingException">The variable has a value that is not allowed.</exception>
    public static IOrderBook Open(Func<string, string?> environment, Lazy<IAmazonDynamoDB> dynamoDb) =>
        Table.Read(environment) is { } table ? new DynamoDbOrderBook(dynamoDb.Value, table) : new InMemoryOrderBook();
}
