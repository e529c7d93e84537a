using System.Text.Json.Serialization;
using Amazon.Lambda.SQSEvents;

namespace SqsLambda;

/// <summary>The JSON of the event and of the response, generated at compile time.</summary>
[JsonSerializable(typeof(SQSEvent))]
[JsonSerializable(typeof(SQSBatchResponse))]
public sealed partial class FunctionJsonContext : JsonSerializerContext;
