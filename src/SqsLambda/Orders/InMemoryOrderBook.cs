using System.Collections.Concurrent;

namespace SqsLambda.Orders;

/// <summary>Keeps orders in memory, each as often as it was recorded.</summary>
public sealed class InMemoryOrderBook : IOrderBook
{
    private readonly ConcurrentQueue<Order> _orders = new();

    /// <summary>The orders in the order of their recording: a snapshot.</summary>
    public IReadOnlyList<Order> Orders => [.. _orders];

    /// <inheritdoc/>
    public Task RecordAsync(Order order, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _orders.Enqueue(order);
        return Task.CompletedTask;
    }
}
