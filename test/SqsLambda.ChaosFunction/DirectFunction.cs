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
        : this(FunctionServices.FromEnvironment())
    {
    }

    internal DirectFunction(FunctionServices services) => _processor = services.CreateProcessor(
        MessageReader.Json(OrderJsonContext.Default.Order),
        OrderTable.Open(services, static (dynamoDb, table) => new DirectHandler(dynamoDb, table)),
        IdempotencyKey.Field<Order>(static order => order.OrderId));

    /// <summary>Processes a batch of messages.</summary>
    public Task<SQSBatchResponse> FunctionHandler(SQSEvent sqsEvent, ILambdaContext context) => _processor.ProcessAsync(sqsEvent, context);
}
