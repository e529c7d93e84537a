using System.Collections.Concurrent;
using SqsLambda.Orders;

namespace SqsLambda.Local.CommandLine;

/// <summary>Fails the first time that it sees an order for <see cref="Sku"/>, to show what a retry looks like.</summary>
/// <param name="inner">Records all other orders.</param>
internal sealed class FlakyOrderBook(IOrderBook inner) : IOrderBook
{
    /// <summary>The article whose orders fail once.</summary>
    public const string Sku = "FAIL-ONCE";

    private readonly ConcurrentDictionary<string, bool> _failed = new();

    /// <inheritdoc/>
    public Task RecordAsync(Order order, CancellationToken cancellationToken) =>
        order.Sku == Sku && _failed.TryAdd(order.OrderId, true)
            ? Task.FromException(new TimeoutException("The order book did not answer (simulated)."))
            : inner.RecordAsync(order, cancellationToken);
}
