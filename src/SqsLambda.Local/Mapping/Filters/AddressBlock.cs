using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text.Json;

namespace SqsLambda.Local.Mapping.Filters;

/// <summary><c>cidr</c>: a string that is an address of a block, IPv4 or IPv6.</summary>
/// <param name="Network">An address of the block: 4 or 16 bytes.</param>
/// <param name="MaskBits">The number of leading bits that all addresses share: 0 to 31, or 0 to 127.</param>
internal sealed record AddressBlock(byte[] Network, int MaskBits) : ValueTest
{
    private const int MaxBytes = 16;

    private static readonly SearchValues<char> IPv6Characters = SearchValues.Create("0123456789abcdefABCDEF:");

    /// <summary>Reads a block such as <c>10.0.0.0/24</c>; <see langword="null"/> if the text is not a block.</summary>
    public static AddressBlock? TryParse(string text)
    {
        Span<byte> network = stackalloc byte[MaxBytes];
        return text.Split('/') is [var address, var mask]
            && ReadAddress(address, network) is > 0 and var length
            && int.TryParse(mask, NumberStyles.None, CultureInfo.InvariantCulture, out int maskBits)
            && maskBits < length * 8
                ? new(network[..length].ToArray(), maskBits)
                : null;
    }

    public override bool Accepts(in FieldValue value)
    {
        Span<byte> address = stackalloc byte[MaxBytes];
        return value.Kind == JsonValueKind.String && ReadAddress(value.Text, address) == Network.Length && IsInBlock(address);
    }

    private bool IsInBlock(ReadOnlySpan<byte> address)
    {
        int wholeBytes = MaskBits / 8;
        int differingBits = address[wholeBytes] ^ Network[wholeBytes];
        return address[..wholeBytes].SequenceEqual(Network.AsSpan(0, wholeBytes)) && differingBits >> (8 - (MaskBits % 8)) == 0;
    }

    // Returns the length of the address, or 0 if the text is not one. IPAddress would also accept octal, hexadecimal and short IPv4, and scopes.
    private static int ReadAddress(ReadOnlySpan<char> text, Span<byte> address)
    {
        if (text.Contains(':'))
        {
            return !text.ContainsAnyExcept(IPv6Characters) && IPAddress.TryParse(text, out IPAddress? v6) && v6.TryWriteBytes(address, out int length)
                ? length
                : 0;
        }

        int count = 0;
        foreach (Range part in text.Split('.'))
        {
            if (count == 4 || !byte.TryParse(text[part], NumberStyles.None, CultureInfo.InvariantCulture, out address[count++]))
            {
                return 0;
            }
        }

        return count == 4 ? count : 0;
    }
}
