using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace SqsLambda.Local.Sqs.Messages;

/// <summary>The digests in the answers of SQS, in lower-case hexadecimal.</summary>
[SuppressMessage("Security", "CA5351:Do Not Use Broken Cryptographic Algorithms", Justification = "SQS's own checksum. It protects nothing.")]
internal static class Digests
{
    private const int StackBytes = 512;

    public static string Md5OfBody(string body)
    {
        int length = Encoding.UTF8.GetByteCount(body);
        byte[]? rented = length > StackBytes ? ArrayPool<byte>.Shared.Rent(length) : null;
        Span<byte> bytes = rented ?? stackalloc byte[StackBytes];
        Span<byte> digest = stackalloc byte[MD5.HashSizeInBytes];
        _ = MD5.HashData(bytes[..Encoding.UTF8.GetBytes(body, bytes)], digest);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return Convert.ToHexStringLower(digest);
    }

    /// <summary>The MD5 of message attributes.</summary>
    /// <remarks>SQS Developer Guide, "Calculating the MD5 message digest for message attributes".</remarks>
    public static string Md5OfAttributes(IEnumerable<KeyValuePair<string, MessageAttributeValue>> attributes)
    {
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        foreach (var (name, value) in attributes.OrderBy(attribute => attribute.Key, StringComparer.Ordinal))
        {
            Append(md5, Encoding.UTF8.GetBytes(name));
            Append(md5, Encoding.UTF8.GetBytes(value.DataType ?? ""));
            md5.AppendData(value.IsBinary ? [2] : [1]);
            Append(md5, value.IsBinary ? value.BinaryValue : Encoding.UTF8.GetBytes(value.StringValue ?? ""));
        }

        return Convert.ToHexStringLower(md5.GetHashAndReset());
    }

    /// <summary>The deduplication id that content-based deduplication derives from a body.</summary>
    public static string Sha256OfBody(string body) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)));

    private static void Append(IncrementalHash md5, ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        md5.AppendData(length);
        md5.AppendData(bytes);
    }
}
