using Amazon.Lambda.Core;
using Amazon.Lambda.SQSEvents;
using SqsLambda.Aws;
using SqsLambda.Batch;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Reading;

namespace SqsLambda.Tests.Docs.Examples;

public sealed record Order(string OrderId, string Sku, int Quantity);

public sealed class OrderHandler(IWarehouse warehouse) : IMessageHandler<Order>
{
    public Task HandleAsync(Order message, MessageContext context, CancellationToken cancellationToken) =>
        warehouse.ReserveAsync(message.Sku, message.Quantity, cancellationToken); // Completes: done. Throws: this message comes back.
}

public sealed class Function
{
    private readonly BatchProcessor<Order> _processor = FunctionServices.FromEnvironment().CreateProcessor(
        MessageReader.Json(OrderJsonContext.Default.Order), new OrderHandler(new Warehouse()), IdempotencyKey.Field<Order>(order => order.OrderId));

    public Task<SQSBatchResponse> FunctionHandler(SQSEvent sqsEvent, ILambdaContext context) => _processor.ProcessAsync(sqsEvent, context);
}
