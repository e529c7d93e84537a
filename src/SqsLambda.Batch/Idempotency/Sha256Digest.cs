using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace SqsLambda.Batch.Idempotency;

/// <summary>The 32 bytes of a SHA-256 hash, as a value.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct Sha256Digest
{
    private readonly ulong _first;
    private readonly ulong _second;
    private readonly ulong _third;
    private readonly ulong _fourth;

    /// <summary>Hashes <paramref name="data"/>.</summary>
    /// <param name="data">Any number of bytes.</param>
    /// <returns>The digest.</returns>
    public static Sha256Digest Of(ReadOnlySpan<byte> data)
    {
        var digest = default(Sha256Digest);
        SHA256.HashData(data, MemoryMarshal.AsBytes(new Span<Sha256Digest>(ref digest)));
        return digest;
    }

    /// <summary>Hashes with an object that is used again: a third cheaper than to set one up for each hash.</summary>
    internal static Sha256Digest Of(ReadOnlySpan<byte> data, IncrementalHash sha256)
    {
        var digest = default(Sha256Digest);
        sha256.AppendData(data);
        sha256.GetHashAndReset(MemoryMarshal.AsBytes(new Span<Sha256Digest>(ref digest)));
        return digest;
    }

    /// <summary>The bits of a hash are as good as any hash code of them.</summary>
    /// <returns>The first four bytes.</returns>
    public override int GetHashCode() => (int)_first;

    /// <summary>The digest as 64 lower-case hexadecimal digits.</summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        Sha256Digest digest = this;
        return Convert.ToHexStringLower(MemoryMarshal.AsBytes(new ReadOnlySpan<Sha256Digest>(ref digest)));
    }
}
