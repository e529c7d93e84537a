using SqsLambda.Batch;

namespace SqsLambda.Orders;

/// <summary>Records orders: the effect that must happen once for each order.</summary>
public interface IOrderBook
{
    /// <summary>
    /// Records an order, or enlists that in the completion of its message. It does not check whether the order is already recorded.
    /// </summary>
    /// <param name="order">The order.</param>
    /// <param name="context">The message that contained the order.</param>
    /// <param name="cancellationToken">Cancelled when the invocation runs out of time.</param>
    /// <returns>A task that completes when the order is recorded or enlisted.</returns>
    Task RecordAsync(Order order, MessageContext context, CancellationToken cancellationToken);
}
