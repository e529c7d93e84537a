using System.Text.Json.Serialization;

namespace SqsLambda.TestFunction.Memos;

/// <summary>Reads a memo from the JSON of a message body.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(Memo))]
public sealed partial class MemoJsonContext : JsonSerializerContext;
