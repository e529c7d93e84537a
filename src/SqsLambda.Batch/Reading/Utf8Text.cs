using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace SqsLambda.Batch.Reading;

/// <summary>A text as UTF-8 in a rented buffer. Dispose it exactly once, and do not use it afterwards.</summary>
internal readonly ref struct Utf8Text : IDisposable
{
    private readonly byte[] _buffer;

    public Utf8Text(string text)
    {
        _buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetByteCount(text));
        OperationStatus status = Utf8.FromUtf16(text, _buffer, out _, out int length, replaceInvalidSequences: false);
        Bytes = _buffer.AsSpan(0, status == OperationStatus.Done ? length : 0);
    }

    /// <summary>The text; empty if it is not valid UTF-16.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    public static bool IsValid(string text)
    {
        using var utf8 = new Utf8Text(text);
        return text.Length == 0 || !utf8.Bytes.IsEmpty;
    }

    /// <summary>Clears the buffer and returns it. It is cleared because other code may rent it next.</summary>
    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer, clearArray: true);
}
