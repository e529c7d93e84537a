using Amazon.DynamoDBv2;
using SqsLambda.Batch;
using SqsLambda.Orders;

namespace SqsLambda.DirectFunction;

/// <summary>Counts in <c>timesRecorded</c> how often an order is recorded, before its message is completed.</summary>
internal sealed class DirectOrderBook(IAmazonDynamoDB dynamoDb, string tableName) : IOrderBook
{
    public Task RecordAsync(Order order, MessageContext context, CancellationToken cancellationToken) => dynamoDb.UpdateItemAsync(
        new()
        {
            TableName = tableName,
            Key = new() { [DynamoDbOrderBook.PartitionKey] = new(order.OrderId) },
            UpdateExpression = "ADD timesRecorded :one",
            ExpressionAttributeValues = new() { [":one"] = new() { N = "1" } },
        },
        cancellationToken);
}
