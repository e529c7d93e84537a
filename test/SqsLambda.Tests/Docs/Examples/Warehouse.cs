using System.Text.Json.Serialization;

namespace SqsLambda.Tests.Docs.Examples;

public interface IWarehouse
{
    Task ReserveAsync(string sku, int quantity, CancellationToken cancellationToken);
}

public sealed class Warehouse : IWarehouse
{
    public List<string> Reserved { get; } = [];

    public Task ReserveAsync(string sku, int quantity, CancellationToken cancellationToken)
    {
        lock (Reserved)
        {
            Reserved.Add($"{quantity} {sku}");
        }

        return Task.CompletedTask;
    }
}

public interface IOrderEvent
{
    string OrderId { get; }
}

public sealed record OrderPlaced(string OrderId, string Sku, int Quantity) : IOrderEvent;

public sealed record OrderCancelled(string OrderId) : IOrderEvent;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(OrderPlaced))]
[JsonSerializable(typeof(OrderCancelled))]
public sealed partial class OrderJsonContext : JsonSerializerContext;
