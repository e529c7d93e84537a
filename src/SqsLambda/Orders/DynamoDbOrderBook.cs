using System.Globalization;
using Amazon.DynamoDBv2.Model;
using SqsLambda.Aws;
using SqsLambda.Batch;

namespace SqsLambda.Orders;

/// <summary>
/// Keeps orders in a DynamoDB table with the string partition key <c>orderId</c>. The write is part of the completion of the message, so an order is
/// recorded exactly once. The attribute <c>timesRecorded</c> shows it: it is always 1.
/// </summary>
/// <param name="tableName">The name of the table.</param>
public sealed class DynamoDbOrderBook(string tableName) : IOrderBook
{
    /// <summary>The partition key of the table.</summary>
    public const string PartitionKey = "orderId";

    /// <inheritdoc/>
    public Task RecordAsync(Order order, MessageContext context, CancellationToken cancellationToken)
    {
        context.Enlist(new TransactWriteItem
        {
            Update = new()
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
        });
        return Task.CompletedTask;
    }
}
