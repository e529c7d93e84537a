using System.Buffers.Binary;

namespace SqsLambda.Local.Sqs.Messages;

/// <summary>
/// A receipt handle names a message of a queue and which of its receives it stands for. It carries all of that itself, so that handed-out
/// handles take no memory here.
/// </summary>
/// <param name="Queue">The number of the queue that gave the handle: another queue does not know it.</param>
/// <param name="Message">The number of the message within its queue.</param>
/// <param name="Receive">Which receive of the message in this queue the handle is from: the first is 1.</param>
internal readonly record struct ReceiptHandle(long Queue, long Message, int Receive)
{
    // "AQEB" begins the handles of AWS too. With 3 bytes of it the whole is 24 bytes long: 32 characters without padding.
    private const int PrefixBytes = 3;
    private const int HandleBytes = PrefixBytes + sizeof(long) + sizeof(long) + sizeof(int) + 1;
    private const int HandleCharacters = HandleBytes / 3 * 4;

    /// <summary>Reads a handle that <see cref="ToString"/> wrote.</summary>
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
