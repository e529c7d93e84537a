using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace SqsLambda.Batch.Idempotency;

/// <summary>
/// A hash of what a JSON text says: neither white space, nor the order of members, nor the way a string is escaped makes a difference. It
/// does not depend on the message type, so a new version of the function knows the messages that an older one has done.
/// </summary>
internal static class PayloadHash
{
    public static UInt128 Of(ReadOnlySpan<byte> utf8Json, JsonReaderOptions options)
    {
        var reader = new Utf8JsonReader(utf8Json, options);
        reader.Read();
        return OfValue(ref reader);
    }

    private static UInt128 OfValue(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => OfObject(ref reader),
        JsonTokenType.StartArray => OfArray(ref reader),
        _ => OfText(ref reader),
    };

    /// <summary>A sum, since the order of the members means nothing.</summary>
    private static UInt128 OfObject(ref Utf8JsonReader reader)
    {
        UInt128 sum = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            UInt128 name = OfText(ref reader);
            reader.Read();
            sum += Combine(JsonTokenType.PropertyName, name, OfValue(ref reader));
        }

        return Combine(JsonTokenType.StartObject, sum, 0);
    }

    private static UInt128 OfArray(ref Utf8JsonReader reader)
    {
        UInt128 chain = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            chain = Combine(JsonTokenType.StartArray, chain, OfValue(ref reader));
        }

        return Combine(JsonTokenType.EndArray, chain, 0);
    }

    private static UInt128 OfText(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            return XxHash128.HashToUInt128(reader.ValueSpan, (long)reader.TokenType);
        }

        byte[] unescaped = new byte[reader.ValueSpan.Length];
        int length = reader.CopyString(unescaped);
        return XxHash128.HashToUInt128(unescaped.AsSpan(0, length), (long)reader.TokenType);
    }

    private static UInt128 Combine(JsonTokenType kind, UInt128 first, UInt128 second)
    {
        ReadOnlySpan<UInt128> both = [first, second];
        return XxHash128.HashToUInt128(MemoryMarshal.AsBytes(both), (long)kind);
    }
}
