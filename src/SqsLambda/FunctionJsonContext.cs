using System.Text.Json.Serialization;
using Amazon.Lambda.SQSEvents;

namespace SqsLambda;

/// <summary>Reads the event and writes the response as JSON. The code is generated at compile time.</summary>
[JsonSerializable(typeof(SQSEvent))]
[JsonSerializable(typeof(SQSBatchResponse))]
public sealed partial class FunctionJsonContext : JsonSerializerContext;
