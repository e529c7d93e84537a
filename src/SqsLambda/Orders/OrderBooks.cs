using SqsLambda.Aws;
using SqsLambda.Aws.Settings;

namespace SqsLambda.Orders;

/// <summary>Opens the order book.</summary>
public static class OrderBooks
{
    /// <summary>The environment variable that contains the name of the table.</summary>
    public static TableSetting Table { get; } = new(
        "ORDERS_TABLE",
        DynamoDbOrderBook.PartitionKey,
        "The DynamoDB table of the orders, with the string partition key orderId. It must be set in Lambda, and wherever IDEMPOTENCY_TABLE is set. Elsewhere, if it is not set, orders are kept in memory");

    /// <summary>
    /// Opens the order book in the table of <see cref="Table"/>. If the variable is not set, outside of Lambda, it opens an order book in memory.
    /// </summary>
    /// <param name="services">The services of the function.</param>
    /// <returns>The order book.</returns>
    public static IOrderBook Open(FunctionServices services) => services.OpenTable<IOrderBook>(
        Table, static (_, table) => new DynamoDbOrderBook(table), static () => new InMemoryOrderBook());
}
