using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using SqsLambda.Batch;

namespace SqsLambda.ChaosFunction;

/// <summary>Records an order by a call of its own.</summary>
internal sealed class DirectHandler(IAmazonDynamoDB dynamoDb, string table) : IMessageHandler<Order>
{
    public Task HandleAsync(Order message, MessageContext context, CancellationToken cancellationToken)
    {
        Update count = OrderTable.CountOf(message, table);
        return dynamoDb.UpdateItemAsync(
            new UpdateItemRequest
            {
                TableName = count.TableName,
                Key = count.Key,
                UpdateExpression = count.UpdateExpression,
                ExpressionAttributeValues = count.ExpressionAttributeValues,
            },
            cancellationToken);
    }
}
