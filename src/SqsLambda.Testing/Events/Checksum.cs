using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace SqsLambda.Testing.Events;

/// <summary>The checksums that SQS makes of a message.</summary>
/// <remarks>Amazon SQS Developer Guide, "Calculating the MD5 message digest for message attributes".</remarks>
[SuppressMessage("Security", "CA5351", Justification = "SQS uses MD5 as a checksum, not for security.")]
internal static class Checksum
{
    private const byte TextTransport = 1;
    private const byte BinaryTransport = 2;

    public static string OfBody(string body) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(body)));

    /// <summary>The deduplication id of a queue with content-based deduplication.</summary>
    public static string DeduplicationId(string body) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)));

    public static string OfAttributes(IEnumerable<MessageAttribute> attributes)
    {
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        foreach (MessageAttribute attribute in attributes.OrderBy(static each => each.Name, StringComparer.Ordinal))
        {
            Append(md5, Encoding.UTF8.GetBytes(attribute.Name));
            Append(md5, Encoding.UTF8.GetBytes(attribute.DataType));
            md5.AppendData([attribute.Value.Bytes is null ? TextTransport : BinaryTransport]);
            Append(md5, attribute.Value.Bytes ?? Encoding.UTF8.GetBytes(attribute.Value.Text!));
        }

        return Convert.ToHexStringLower(md5.GetHashAndReset());
    }

    private static void Append(IncrementalHash md5, byte[] bytes)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        md5.AppendData(length);
        md5.AppendData(bytes);
    }
}
