namespace SqsLambda.Orders;

/// <summary>Records orders: the effect that must happen once for each order.</summary>
public interface IOrderBook
{
    /// <summary>Records an order. It does not check whether the order is already recorded.</summary>
    /// <param name="order">The order.</param>
    /// <param name="cancellationToken">Cancelled when the invocation runs out of time.</param>
    /// <returns>A task that completes when the order is recorded.</returns>
    Task RecordAsync(Order order, CancellationToken cancellationToken);
}
