using System.Text;
using System.Text.Json;

namespace SqsLambda.Batch.Reading;

/// <summary>
/// Finds named members of a JSON object in one pass, and skips the others. The skipped members may nest to any depth, and their strings are not
/// decoded.
/// </summary>
/// <param name="names">The names. A name that is written with escapes in the JSON text is not found; AWS does not use escapes in names.</param>
internal sealed class JsonMembers(params string[] names)
{
    private static readonly JsonReaderOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    private readonly byte[][] _names = [.. names.Select(Encoding.UTF8.GetBytes)];

    /// <summary>Returns <see langword="false"/> for most texts that are not JSON objects. The test is cheap.</summary>
    public static bool MayBeObject(string text) => text.AsSpan().TrimStart(" \t\r\n").StartsWith('{');

    /// <param name="json">The JSON text.</param>
    /// <param name="values">
    /// Receives the value of each name, in the order of the names. If several members have the same name, the last one counts.
    /// </param>
    /// <returns>Whether the text is exactly one JSON object.</returns>
    public bool TryFind(ReadOnlySpan<byte> json, Span<JsonValue> values)
    {
        values.Clear();
        var reader = new Utf8JsonReader(json, AnyDepth);
        try
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                int index = IndexOf(reader.ValueSpan);
                reader.Read();
                JsonValue value = Skip(ref reader);
                if (index >= 0)
                {
                    values[index] = value;
                }
            }

            // Reading on throws if anything follows the object.
            return !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Moves the reader to the end of the current value, and returns the position of the value.</summary>
    public static JsonValue Skip(ref Utf8JsonReader reader)
    {
        JsonTokenType kind = reader.TokenType;
        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        return new(kind, start, (int)reader.BytesConsumed);
    }

    /// <summary>Creates a reader for a text that <see cref="TryFind"/> has checked.</summary>
    public static Utf8JsonReader ReaderOf(ReadOnlySpan<byte> json) => new(json, AnyDepth);

    private int IndexOf(ReadOnlySpan<byte> name)
    {
        for (int i = 0; i < _names.Length; i++)
        {
            if (name.SequenceEqual(_names[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
