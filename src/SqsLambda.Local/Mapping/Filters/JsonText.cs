using System.Buffers;
using System.Text;
using System.Text.Json;

namespace SqsLambda.Local.Mapping.Filters;

/// <summary>Reads patterns and bodies as JSON, by the same rules.</summary>
internal static class JsonText
{
    // As deep as the JSON reader of Amazon's rule engine goes.
    private const int MaxDepth = 1_000;

    /// <summary>Returns <see langword="null"/> where the text is no JSON, is too deep or holds an unpaired surrogate.</summary>
    public static JsonDocument? TryParse(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        try
        {
            return HasUnpairedSurrogate(utf8) ? null : JsonDocument.Parse(utf8, new() { MaxDepth = MaxDepth });
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // JsonDocument accepts the escape of half a character, and throws when the string is read.
    private static bool HasUnpairedSurrogate(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IndexOf("\\ud"u8) < 0 && utf8.IndexOf("\\uD"u8) < 0)
        {
            return false;
        }

        char[] scratch = ArrayPool<char>.Shared.Rent(utf8.Length);
        try
        {
            var reader = new Utf8JsonReader(utf8, new() { MaxDepth = MaxDepth });
            while (reader.Read())
            {
                if (reader.ValueIsEscaped)
                {
                    reader.CopyString(scratch);
                }
            }

            return false;
        }
        catch (InvalidOperationException)
        {
            return true;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(scratch);
        }
    }
}
