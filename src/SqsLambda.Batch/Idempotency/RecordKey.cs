using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace SqsLambda.Batch.Idempotency;

/// <summary>The key of an idempotency record: a key prefix and an idempotency key. Two keys are equal if both parts are equal.</summary>
public sealed class RecordKey : IEquatable<RecordKey>
{
    private const char Separator = '#';
    private const byte NoUtf8 = 0xFF;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string _prefix;
    private readonly string _key;
    private readonly int _hashCode;

    /// <summary>Creates a key.</summary>
    /// <param name="prefix">The key prefix, without <c>#</c>.</param>
    /// <param name="key">The idempotency key.</param>
    /// <exception cref="ArgumentException">An argument is <see langword="null"/>, or the prefix contains <c>#</c>.</exception>
    public RecordKey(string prefix, string key)
    {
        ThrowIfNotPrefix(prefix);
        ArgumentNullException.ThrowIfNull(key);
        _prefix = prefix;
        _key = key;
        _hashCode = key.GetHashCode(StringComparison.Ordinal);
    }

    /// <summary>
    /// The id of the record: the SHA-256 of prefix, <c>#</c> and key in UTF-8, as 64 lower-case hexadecimal digits. It is computed at the first
    /// access.
    /// </summary>
    /// <remarks>
    /// A text with half a surrogate pair, as cutting it off may leave, has no UTF-8. Of such a text its UTF-16 is hashed, after a byte that no UTF-8
    /// has. So keys that differ have ids that differ.
    /// </remarks>
    public string Id => field ??= Convert.ToHexStringLower(SHA256.HashData(Bytes($"{_prefix}{Separator}{_key}")));

    /// <inheritdoc/>
    public bool Equals(RecordKey? other) =>
        ReferenceEquals(this, other) || (other is not null && _hashCode == other._hashCode && _key == other._key && _prefix == other._prefix);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RecordKey);

    /// <inheritdoc/>
    public override int GetHashCode() => _hashCode;

    /// <summary>The id of the record.</summary>
    /// <returns><see cref="Id"/>.</returns>
    public override string ToString() => Id;

    private static byte[] Bytes(string text)
    {
        try
        {
            return Utf8.GetBytes(text);
        }
        catch (EncoderFallbackException)
        {
            return [NoUtf8, .. MemoryMarshal.AsBytes(text.AsSpan())];
        }
    }

    internal static void ThrowIfNotPrefix(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        if (prefix.Contains(Separator))
        {
            throw new ArgumentException($"The key prefix is '{prefix}': it must not contain '{Separator}', which separates prefix and key.", nameof(prefix));
        }
    }
}
