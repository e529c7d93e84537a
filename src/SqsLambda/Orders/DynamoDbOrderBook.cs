using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace SqsLambda.Orders;

/// <summary>
/// Keeps orders in a DynamoDB table with the string partition key <c>orderId</c>, each with <c>timesRecorded</c>: how often it was
/// recorded. Idempotency keeps that at 1, but for a write whose answer was lost, which no one can tell from one that was not made: its
/// message fails, comes back and is recorded again.
/// </summary>
/// <remarks>
/// The addition is here to show such a second run. Let an effect of your own be one that can be told from what was there before, so that
/// it is safe to repeat: a write with the condition <c>attribute_not_exists(orderId)</c>, whose
/// <see cref="ConditionalCheckFailedException"/> then says that it is done, or one that sets the same values again.
/// </remarks>
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
