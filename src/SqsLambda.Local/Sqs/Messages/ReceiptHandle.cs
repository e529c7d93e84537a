using System.Buffers.Binary;

namespace SqsLambda.Local.Sqs.Messages;

/// <summary>
/// A receipt handle: it names the queue, the message and the receive. It contains all of that, so handles do not have to be stored.
/// </summary>
/// <param name="Queue">The number of the queue. Other queues refuse the handle.</param>
/// <param name="Message">The number of the message within its queue.</param>
/// <param name="Receive">The number of the receive in this queue, from 1.</param>
internal readonly record struct ReceiptHandle(long Queue, long Message, int Receive)
{
    // Handles of AWS begin with "AQEB" too. With these 3 bytes a handle has 24 bytes: 32 characters without padding.
    private const int PrefixBytes = 3;
    private const int HandleBytes = PrefixBytes + sizeof(long) + sizeof(long) + sizeof(int) + 1;
    private const int HandleCharacters = HandleBytes / 3 * 4;

    /// <summary>Reads a handle written by <see cref="ToString"/>.</summary>
    public static bool TryParse(string text, out ReceiptHandle handle)
    {
        handle = default;
        Span<byte> bytes = stackalloc byte[HandleBytes];
        if (text.Length != HandleCharacters || !Convert.TryFromBase64String(text, bytes, out int written) || written != HandleBytes
            || !bytes[..PrefixBytes].SequenceEqual(Prefix) || bytes[^1] != 1)
        {
            return false;
        }

        handle = new(
            BinaryPrimitives.ReadInt64LittleEndian(bytes[PrefixBytes..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[(PrefixBytes + sizeof(long))..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[(PrefixBytes + (2 * sizeof(long)))..]));
        return true;
    }

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[HandleBytes];
        Prefix.CopyTo(bytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[PrefixBytes..], Queue);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[(PrefixBytes + sizeof(long))..], Message);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[(PrefixBytes + (2 * sizeof(long)))..], Receive);
        bytes[^1] = 1;
        return Convert.ToBase64String(bytes);
    }

    private static ReadOnlySpan<byte> Prefix => [1, 1, 1];
}
