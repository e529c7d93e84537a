using System.Text.Json.Serialization;
using Amazon.Lambda.SQSEvents;

namespace SqsLambda.ChaosFunction;

/// <summary>The message. Each order is to be recorded once.</summary>
public sealed record Order
{
    /// <summary>The id, which is the idempotency key.</summary>
    public required string OrderId { get; init; }
}

/// <summary>Reads orders, events and responses.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Order))]
public sealed partial class OrderJsonContext : JsonSerializerContext;

/// <summary>Reads the event and writes the response.</summary>
[JsonSerializable(typeof(SQSEvent))]
[JsonSerializable(typeof(SQSBatchResponse))]
public sealed partial class FunctionJsonContext : JsonSerializerContext;
