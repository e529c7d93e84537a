using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace SqsLambda.Orders;

/// <summary>
/// Keeps orders in a DynamoDB table with the string partition key <c>orderId</c>, each with <c>timesRecorded</c>: how often it was
/// recorded. Idempotency keeps that at 1, but for a write whose answer was lost, which no one can tell from one that was not made.
/// </summary>
/// <param name="client">The client. It must not retry by itself: an addition that is made twice counts twice.</param>
/// <param name="tableName">The name of the table.</param>
public sealed class DynamoDbOrderBook(IAmazonDynamoDB client, string tableName) : IOrderBook
{
    /// <summary>The partition key of the table.</summary>
    public const string PartitionKey = "orderId";

    /// <inheritdoc/>
    public Task RecordAsync(Order order, CancellationToken cancellationToken) => client.UpdateItemAsync(
        new UpdateItemRequest
        {
            TableName = tableName,
            Key = new() { [PartitionKey] = new(order.OrderId) },
            UpdateExpression = "SET sku = :sku, quantity = :quantity ADD timesRecorded :one",
            ExpressionAttributeValues = new()
            {
                [":sku"] = new(order.Sku),
                [":quantity"] = new() { N = order.Quantity.ToString(CultureInfo.InvariantCulture) },
                [":one"] = new() { N = "1" },
            },
        },
        cancellationToken);
}
