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

/// <summary>The Lambda function. Replace the message and the handler of the example with your own.</summary>
public sealed class Function
{
    private readonly BatchProcessor<Order> _processor;

    /// <summary>Creates the function from the environment variables. Lambda calls this constructor at a cold start.</summary>
    public Function()
        : this(FunctionServices.FromEnvironment())
    {
    }

    /// <summary>Creates the function for tests and other hosts.</summary>
    /// <param name="services">The settings, clients and idempotency store of the function.</param>
    /// <param name="orderBook">Records the orders; by default the order book of <see cref="OrderBooks.Open"/>.</param>
    public Function(FunctionServices services, IOrderBook? orderBook = null) => _processor = services.CreateProcessor(
        MessageReader.Json(OrderJsonContext.Default.Order).Validated(static order => order.Validate()),
        new OrderHandler(orderBook ?? OrderBooks.Open(services)),
        IdempotencyKey.Field<Order>(static order => order.OrderId));

    /// <summary>Processes a batch of messages.</summary>
    /// <param name="sqsEvent">The batch.</param>
    /// <param name="context">The context of the invocation.</param>
    /// <returns>The ids of the messages that are not done. Only these messages become visible in the queue again.</returns>
    public Task<SQSBatchResponse> FunctionHandler(SQSEvent sqsEvent, ILambdaContext context) => _processor.ProcessAsync(sqsEvent, context);
}
