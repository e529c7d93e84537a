using System.Text.Json;
using System.Text.Json.Serialization;

namespace SqsLambda.Local.Http;

/// <summary>Reads strings, and reports a string that is not text with its own exception.</summary>
internal sealed class TextConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String ? Text(ref reader) : throw new JsonException();

    public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Text(ref reader);

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(value);

    private static string Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new InvalidTextException();
        }
    }
}

/// <summary>A JSON string is not text: it holds half of a surrogate pair (RFC 8259, section 8.2) or is not valid UTF-8.</summary>
internal sealed class InvalidTextException : JsonException;
