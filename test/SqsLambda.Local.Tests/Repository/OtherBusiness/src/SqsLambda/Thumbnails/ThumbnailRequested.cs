using System.Text.Json.Serialization;

namespace SqsLambda.Thumbnails;

/// <summary>The message: a picture of which a thumbnail is wanted.</summary>
public sealed record ThumbnailRequested
{
    public required string Picture { get; init; }

    public required int Width { get; init; }

    public string? Validate() => Width > 0 ? null : $"width is {Width}: 1 or more is allowed.";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ThumbnailRequested))]
public sealed partial class ThumbnailJsonContext : JsonSerializerContext;
