using System.Collections.Concurrent;
using SqsLambda.Batch;

namespace SqsLambda.Orders;

/// <summary>Keeps orders in memory. An order that is recorded twice is in the list twice.</summary>
public sealed class InMemoryOrderBook : IOrderBook
{
    private readonly ConcurrentQueue<Order> _orders = new();

    /// <summary>A snapshot of the orders, oldest first.</summary>
    public IReadOnlyList<Order> Orders => [.. _orders];

    /// <inheritdoc/>
    public Task RecordAsync(Order order, MessageContext context, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _orders.Enqueue(order);
        return Task.CompletedTask;
    }
}
