using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace SqsLambda.Local.Mapping.Filters;

/// <summary>What a pattern asks of one field: that a scalar of it passes one of the tests, or that it has none.</summary>
/// <param name="Path">Where the field is.</param>
/// <param name="Tests">One of them has to accept a scalar.</param>
/// <param name="AcceptsAbsence">Whether <c>{"exists": false}</c> is among the alternatives.</param>
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
