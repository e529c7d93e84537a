using SqsLambda.Batch;

namespace SqsLambda.Orders;

/// <summary>Records each order in the order book.</summary>
/// <param name="orderBook">The order book.</param>
public sealed class OrderHandler(IOrderBook orderBook) : IMessageHandler<Order>
{
    /// <inheritdoc/>
    public Task HandleAsync(Order message, MessageContext context, CancellationToken cancellationToken) =>
        orderBook.RecordAsync(message, context, cancellationToken);
}
