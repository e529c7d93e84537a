using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using SqsLambda.Batch;

namespace SqsLambda.TestFunction.Memos;

/// <summary>Keeps memos in a DynamoDB table, and counts in the attribute <c>timesWritten</c> how often each was handled.</summary>
/// <param name="client">The client. It must not retry, because a repeated write counts twice.</param>
/// <param name="tableName">The name of the table.</param>
public sealed class MemoTable(IAmazonDynamoDB client, string tableName) : IMessageHandler<Memo>
{
    public const string PartitionKey = "memoId";

    public Task HandleAsync(Memo message, MessageContext context, CancellationToken cancellationToken) => client.UpdateItemAsync(
        new UpdateItemRequest
        {
            TableName = tableName,
            Key = new() { [PartitionKey] = new(message.Id) },
            UpdateExpression = "SET memoText = :text ADD timesWritten :one",
            ExpressionAttributeValues = new() { [":text"] = new(message.Text), [":one"] = new() { N = "1" } },
        },
        cancellationToken);
}
