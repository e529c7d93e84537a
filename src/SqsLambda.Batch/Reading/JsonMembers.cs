using System.Text;
using System.Text.Json;

namespace SqsLambda.Batch.Reading;

/// <summary>
/// Finds named members of a JSON object in one pass, and skips all others. How deep those nest does not matter, and their strings are not
/// decoded.
/// </summary>
/// <param name="names">The names, as AWS writes them: a name that is spelled with escapes is not found.</param>
internal sealed class JsonMembers(params string[] names)
{
    private static readonly JsonReaderOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    private readonly byte[][] _names = [.. names.Select(Encoding.UTF8.GetBytes)];

    /// <summary>A cheap test that rules out most texts that are not JSON objects.</summary>
    public static bool MayBeObject(string text) => text.AsSpan().TrimStart(" \t\r\n").StartsWith('{');

    /// <param name="json">The JSON text.</param>
    /// <param name="values">Receives the value of each name, in the order of the names. Of members with the same name, the last counts.</param>
    /// <returns>Whether the text is one JSON object and nothing else.</returns>
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

    /// <summary>Moves to the end of the value that starts here.</summary>
    public static JsonValue Skip(ref Utf8JsonReader reader)
    {
        JsonTokenType kind = reader.TokenType;
        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        return new(kind, start, (int)reader.BytesConsumed);
    }

    /// <summary>A reader of a text that <see cref="TryFind"/> has found to be JSON.</summary>
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
