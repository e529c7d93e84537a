using System.Globalization;
using System.Text.Json;

namespace SqsLambda.Batch.Reading;

/// <summary>The position of a value in a JSON text. The value is decoded only when a method asks for it.</summary>
/// <param name="Kind">The first token of the value; <see cref="JsonTokenType.None"/> if there is no value.</param>
/// <param name="Start">The index of the first byte.</param>
/// <param name="End">The index of the byte after the last one.</param>
internal readonly record struct JsonValue(JsonTokenType Kind, int Start, int End)
{
    private const string Iso8601 = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK";

    public bool IsString => Kind == JsonTokenType.String;

    public ReadOnlySpan<byte> In(ReadOnlySpan<byte> json) => json[Start..End];

    /// <summary>Whether the value is this string, written without escapes.</summary>
    public bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> json) => IsString && json[(Start + 1)..(End - 1)].SequenceEqual(text);

    /// <returns>The string; <see langword="null"/> if the value is not a string, or if it contains half a surrogate pair (RFC 8259 §8.2).</returns>
    public string? Text(ReadOnlySpan<byte> json)
    {
        if (!IsString)
        {
            return null;
        }

        var reader = new Utf8JsonReader(In(json));
        reader.Read();
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <returns>The time, in UTC if the text has no offset; <see langword="null"/> if the value is not an ISO 8601 time.</returns>
    public DateTimeOffset? Time(ReadOnlySpan<byte> json) =>
        DateTimeOffset.TryParseExact(Text(json), Iso8601, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time
            : null;

    /// <returns>The number; <see langword="null"/> if the value is not an integer, or is out of range.</returns>
    public long? Integer(ReadOnlySpan<byte> json) =>
        Kind == JsonTokenType.Number && long.TryParse(In(json), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            ? number
            : null;
}
