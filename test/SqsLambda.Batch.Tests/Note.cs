using System.Text.Json.Serialization;

namespace SqsLambda.Batch.Tests;

/// <summary>The message of these tests.</summary>
public sealed record Note
{
    public required string Id { get; init; }

    public string? Text { get; init; }

    public Note? Inner { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Note))]
internal sealed partial class NoteJsonContext : JsonSerializerContext;
