using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace SqsLambda.Local.Mapping;

/// <summary>
/// Reads JSON with strings that hold half of a surrogate pair. JSON can write them (RFC 8259, section 8.2), and the function's deserializer
/// decides about them. <see cref="JsonElement"/> throws when it reads such a string, even while it looks for another member.
/// </summary>
internal static class LenientJson
{
    private const int EscapeLength = 6;

    /// <summary>Finds a member of an object. If a name occurs twice, the last one counts.</summary>
    /// <param name="value">The object.</param>
    /// <param name="name">The name, in UTF-8.</param>
    /// <param name="member">The value of the member.</param>
    public static bool TryGetMember(JsonElement value, ReadOnlySpan<byte> name, out JsonElement member)
    {
        try
        {
            return value.TryGetProperty(name, out member);
        }
        catch (InvalidOperationException)
        {
            return TryFindMember(value, Encoding.UTF8.GetString(name), out member);
        }
    }

    /// <summary>The text of a string without its escapes. Half of a surrogate pair stays as it is.</summary>
    /// <param name="json">The valid JSON between the quotes, in UTF-8.</param>
    public static string Unescape(ReadOnlySpan<byte> json)
    {
        var text = new StringBuilder(json.Length);
        while (json.IndexOf((byte)'\\') is var escape and >= 0)
        {
            text.Append(Encoding.UTF8.GetString(json[..escape]));
            json = json[escape..];
            bool isCode = json[1] == (byte)'u';
            text.Append(isCode ? (char)Convert.ToUInt16(Encoding.ASCII.GetString(json[2..EscapeLength]), 16) : Unescape(json[1]));
            json = json[(isCode ? EscapeLength : 2)..];
        }

        return text.Append(Encoding.UTF8.GetString(json)).ToString();
    }

    private static bool TryFindMember(JsonElement value, string name, out JsonElement member)
    {
        bool isFound = false;
        member = default;
        foreach (JsonProperty candidate in value.EnumerateObject())
        {
            if (Unescape(JsonMarshal.GetRawUtf8PropertyName(candidate)) == name)
            {
                isFound = true;
                member = candidate.Value;
            }
        }

        return isFound;
    }

    private static char Unescape(byte letter) => (char)letter switch
    {
        'b' => '\b',
        'f' => '\f',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        var itself => itself,
    };
}
