using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Lambda.Core;
using Amazon.Lambda.SQSEvents;
using SqsLambda.Aws;
using SqsLambda.Batch;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Reading;

namespace SqsLambda.ChaosFunction;

/// <summary>Records each order by a call of its own, before its message is completed. The chaos tests show that this doubles orders.</summary>
public sealed class DirectFunction
{
    private readonly BatchProcessor<Order> _processor;

    /// <summary>Creates the function from the environment variables, as Lambda does.</summary>
    public DirectFunction()
    {
        FunctionServices services = FunctionServices.FromEnvironment();
        _processor = services.CreateProcessor(
            MessageReader.Json(OrderJsonContext.Default.Order),
            OrderTable.Open(services, static (dynamoDb, table) => new Handler(dynamoDb, table)),
            IdempotencyKey.Field<Order>(static order => order.OrderId));
    }

    /// <summary>Processes a batch of messages.</summary>
    public Task<SQSBatchResponse> FunctionHandler(SQSEvent sqsEvent, ILambdaContext context) => _processor.ProcessAsync(sqsEvent, context);

    private sealed class Handler(IAmazonDynamoDB dynamoDb, string table) : IMessageHandler<Order>
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
}
