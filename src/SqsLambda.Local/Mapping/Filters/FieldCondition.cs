using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace SqsLambda.Local.Mapping.Filters;

/// <summary>The condition of a pattern for one field: a scalar of it passes one of the tests, or the field is absent.</summary>
/// <param name="Path">The path of the field.</param>
/// <param name="Tests">The tests. One of them must accept a scalar.</param>
/// <param name="AcceptsAbsence">Whether <c>{"exists": false}</c> is one of the entries.</param>
internal sealed record FieldCondition(FieldPath Path, ValueTest[] Tests, bool AcceptsAbsence)
{
    private const int StackChars = 256;

    public bool Accepts(in FieldValue value)
    {
        foreach (ValueTest test in Tests)
        {
            if (test.Accepts(value))
            {
                return true;
            }
        }

        return false;
    }

    public bool Accepts(JsonElement scalar)
    {
        ReadOnlySpan<byte> json = JsonMarshal.GetRawUtf8Value(scalar);
        char[]? rented = json.Length > StackChars ? ArrayPool<char>.Shared.Rent(json.Length) : null;
        Span<char> text = rented ?? stackalloc char[StackChars];
        bool accepts = Accepts(new FieldValue(scalar.ValueKind, text[..Decode(json, text)]));
        if (rented is not null)
        {
            ArrayPool<char>.Shared.Return(rented);
        }

        return accepts;
    }

    private static int Decode(ReadOnlySpan<byte> json, Span<char> text)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        if (reader.TokenType != JsonTokenType.String)
        {
            return Encoding.ASCII.GetChars(json, text);
        }

        try
        {
            return reader.CopyString(text);
        }
        catch (InvalidOperationException)
        {
            string lenient = LenientJson.Unescape(reader.ValueSpan);
            lenient.CopyTo(text);
            return lenient.Length;
        }
    }
}
