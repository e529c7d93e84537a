using System.Collections.Concurrent;
using SqsLambda.Orders;

namespace SqsLambda.Local.Tests.EndToEnd;

/// <summary>Fails the first time that it sees an order for <see cref="Sku"/>.</summary>
internal sealed class FlakyOrderBook(IOrderBook inner) : IOrderBook
{
    public const string Sku = "FLAKY";

    private readonly ConcurrentDictionary<string, bool> _failed = new();

    public Task RecordAsync(Order order, CancellationToken cancellationToken) =>
        order.Sku == Sku && _failed.TryAdd(order.OrderId, true)
            ? Task.FromException(new TimeoutException("no answer (simulated)."))
            : inner.RecordAsync(order, cancellationToken);
}
