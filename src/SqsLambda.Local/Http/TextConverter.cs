using System.Text.Json;
using System.Text.Json.Serialization;

namespace SqsLambda.Local.Http;

/// <summary>Reads strings, and tells a string that is no valid text from other errors.</summary>
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

/// <summary>A string holds half of a surrogate pair or is not valid UTF-8: JSON can write it, and no text can hold it (RFC 8259, section 8.2).</summary>
internal sealed class InvalidTextException : JsonException;
