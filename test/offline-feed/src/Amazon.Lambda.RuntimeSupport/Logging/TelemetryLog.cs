using System;
using System.Buffers.Binary;
using System.Globalization;
using System.IO;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Amazon.Lambda.RuntimeSupport.Logging;

/// <summary>
/// The file descriptor that Lambda reads the log from. Each entry is a frame there, so that an entry of several lines is one record in CloudWatch.
/// </summary>
internal static class TelemetryLog
{
    private const int MaxEntryBytes = (256 * 1024) - 26;

    /// <returns>The log, or <see langword="null"/> if there is no such file.</returns>
    public static TextWriter Open()
    {
        try
        {
            return Environment.GetEnvironmentVariable("_LAMBDA_TELEMETRY_LOG_FD") is { } descriptor
                ? new StreamWriter(
                    new FrameStream(new FileStream(new SafeFileHandle(int.Parse(descriptor, CultureInfo.InvariantCulture), ownsHandle: false), FileAccess.Write)),
                    new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
                    MaxEntryBytes)
                { AutoFlush = true }
                : null;
        }
        catch (Exception)
        {
            return null;
        }
    }

    /// <summary>Writes a header before each buffer that it gets: the kind of the frame, its length and the time in microseconds.</summary>
    private sealed class FrameStream(Stream file) : Stream
    {
        private const uint TextFrame = 0xa55a0003;
        private const uint JsonFrame = 0xa55a0002;

        private readonly uint _kind =
            string.Equals(Environment.GetEnvironmentVariable("AWS_LAMBDA_LOG_FORMAT"), "JSON", StringComparison.OrdinalIgnoreCase) ? JsonFrame : TextFrame;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush() => file.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count)
        {
            Span<byte> header = stackalloc byte[16];
            BinaryPrimitives.WriteUInt32BigEndian(header, _kind);
            BinaryPrimitives.WriteInt32BigEndian(header[4..], count);
            BinaryPrimitives.WriteInt64BigEndian(header[8..], (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
            file.Write(header);
            file.Write(buffer, offset, count);
            file.Flush();
        }
    }
}
