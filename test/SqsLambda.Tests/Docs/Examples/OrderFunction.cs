using Amazon.Lambda.Core;
using Amazon.Lambda.SQSEvents;
using SqsLambda.Aws;
using SqsLambda.Batch;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Reading;

namespace SqsLambda.Tests.Docs.Examples;

public sealed class OrderFunction
{
    private readonly BatchProcessor<Order> _processor;

    public OrderFunction()
        : this(FunctionServices.FromEnvironment())
    {
    }

    public OrderFunction(FunctionServices services) => _processor = services.CreateProcessor(
        MessageReader.Json(OrderJsonContext.Default.Order),
        new OrderHandler(new Warehouse()),
        IdempotencyKey.Field<Order>(static order => order.OrderId));

    public Task<SQSBatchResponse> FunctionHandler(SQSEvent sqsEvent, ILambdaContext context) => _processor.ProcessAsync(sqsEvent, context);
}
