using System.Text.Json.Serialization;
using Amazon.Lambda.Core;
using Amazon.Lambda.SQSEvents;
using SqsLambda.Batch;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Reading;

namespace SqsLambda.Testing.Tests.Readme;

/// <summary>The function that the examples of the package's page test.</summary>
internal sealed class OrderFunction(IMessageHandler<Order> handler, IIdempotencyStore? store = null)
{
    private readonly BatchProcessor<Order> _processor = new(
        MessageReader.Json(OrderJsonContext.Default.Order).FromSns(),
        handler,
        store is null ? null : new IdempotencyOptions<Order>(store, IdempotencyKey.Field<Order>(static order => order.OrderId)) { KeyPrefix = "orders" });

    public Task<SQSBatchResponse> FunctionHandler(SQSEvent sqsEvent, ILambdaContext context) => _processor.ProcessAsync(sqsEvent, context);
}

internal sealed record Order(string OrderId, int Quantity);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Order))]
internal sealed partial class OrderJsonContext : JsonSerializerContext;

/// <summary>Keeps the orders that it was given.</summary>
internal sealed class OrderHandler : IMessageHandler<Order>
{
    private readonly Lock _lock = new();
    private readonly List<string> _orderIds = [];

    public IReadOnlyList<string> OrderIds
    {
        get
        {
            lock (_lock)
            {
                return [.. _orderIds.Order(StringComparer.Ordinal)];
            }
        }
    }

    public Task HandleAsync(Order message, MessageContext context, CancellationToken cancellationToken)
    {
        if (message.Quantity < 1)
        {
            throw new PermanentFailureException($"quantity is {message.Quantity}: 1 or more is allowed.");
        }

        lock (_lock)
        {
            _orderIds.Add(message.OrderId);
        }

        return Task.CompletedTask;
    }
}
