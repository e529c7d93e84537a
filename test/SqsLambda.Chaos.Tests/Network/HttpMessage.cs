using System.Buffers.Text;
using System.Net.Sockets;
using System.Text;

namespace SqsLambda.Chaos.Tests.Network;

/// <summary>Reads whole requests and responses from a connection. (RFC 9112; both sides send <c>Content-Length</c>.)</summary>
internal static class HttpMessage
{
    private const int BufferSize = 16 * 1_024;

    /// <returns>The bytes of the next message; <see langword="null"/> if the other side closed the connection before a message was complete.</returns>
    /// <exception cref="SocketException">The connection was reset.</exception>
    public static async Task<byte[]?> ReadAsync(Socket socket, CancellationToken cancellationToken)
    {
        using var message = new MemoryStream();
        byte[] buffer = new byte[BufferSize];
        int length = int.MaxValue;
        while (message.Length < length)
        {
            int count = await socket.ReceiveAsync(buffer, cancellationToken);
            if (count == 0)
            {
                return null;
            }

            message.Write(buffer, 0, count);
            if (length == int.MaxValue)
            {
                length = LengthOf(message.GetBuffer().AsSpan(0, (int)message.Length));
            }
        }

        return message.ToArray();
    }

    /// <returns>The length of the message; the largest number if its head is not complete.</returns>
    private static int LengthOf(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return int.MaxValue;
        }

        const string Name = "\r\nContent-Length:";
        string head = Encoding.ASCII.GetString(bytes[..end]);
        int start = head.IndexOf(Name, StringComparison.OrdinalIgnoreCase);
        return start >= 0 && Utf8Parser.TryParse(bytes[(start + Name.Length)..end].TrimStart((byte)' '), out int content, out _)
            ? end + 4 + content
            : throw new InvalidDataException($"A message without Content-Length: {head}");
    }
}
