using System.Text.Json.Serialization;
using Amazon.Lambda.SQSEvents;

namespace SqsLambda.TestFunction;

/// <summary>Reads the event and writes the response as JSON.</summary>
[JsonSerializable(typeof(SQSEvent))]
[JsonSerializable(typeof(SQSBatchResponse))]
public sealed partial class FunctionJsonContext : JsonSerializerContext;
