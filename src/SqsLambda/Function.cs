using Amazon.Lambda.Core;
using Amazon.Lambda.Serialization.SystemTextJson;
using Amazon.Lambda.SQSEvents;
using SqsLambda;
using SqsLambda.Aws;
using SqsLambda.Batch;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Reading;
using SqsLambda.Orders;

[assembly: LambdaSerializer(typeof(SourceGeneratorLambdaJsonSerializer<FunctionJsonContext>))]

namespace SqsLambda;

/// <summary>The Lambda function. Your own message and handler go where the example's are.</summary>
public sealed class Function
{
    private readonly BatchProcessor<Order> _processor;

    /// <summary>Called by Lambda at a cold start.</summary>
    public Function()
        : this(FunctionServices.FromEnvironment())
    {
    }

    /// <summary>Called by tests and other hosts.</summary>
    /// <param name="services">What the function is made of.</param>
    /// <param name="orderBook">Records the orders; by default the one that the services name.</param>
    public Function(FunctionServices services, IOrderBook? orderBook = null) => _processor = services.CreateProcessor(
        MessageReader.Json(OrderJsonContext.Default.Order).Validated(static order => order.Validate()),
        new OrderHandler(orderBook ?? OrderBooks.Open(services)),
        IdempotencyKey.Field<Order>(static order => order.OrderId));

    /// <summary>Processes a batch of messages.</summary>
    /// <param name="sqsEvent">The batch.</param>
    /// <param name="context">The context of the invocation.</param>
    /// <returns>The messages that are not done. Only these become visible in the queue again.</returns>
    public Task<SQSBatchResponse> FunctionHandler(SQSEvent sqsEvent, ILambdaContext context) => _processor.ProcessAsync(sqsEvent, context);
}
