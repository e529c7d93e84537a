using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace SqsLambda.Orders;

/// <summary>
/// Keeps orders in a DynamoDB table with the string partition key <c>orderId</c>. The attribute <c>timesRecorded</c> counts how often an order
/// was recorded. Idempotency keeps it at 1, with one exception: if the answer to a write is lost, the message fails, comes back and is recorded
/// again.
/// </summary>
/// <remarks>
/// The count shows such a second run. In your own function, make the effect safe to repeat. For example, write with the condition
/// <c>attribute_not_exists(orderId)</c> and treat a <see cref="ConditionalCheckFailedException"/> as success, or set the same values again.
/// </remarks>
/// <param name="client">The client. It must not retry, because a repeated write counts twice.</param>
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
