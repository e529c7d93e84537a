using System.Globalization;
using System.IO.Hashing;

namespace SqsLambda.Batch.Idempotency;

/// <summary>
/// A hash for comparing two messages with the same idempotency key. It is a hash of the whole body, or of the text that
/// <see cref="IdempotencyOptions{TMessage}.PayloadOf"/> returns. Hashes of different kinds are not compared.
/// </summary>
public readonly record struct PayloadHash
{
    private const string BodyPrefix = "body:";
    private const string PayloadPrefix = "payload:";

    private readonly ulong _high;
    private readonly ulong _low;

    private PayloadHash(ReadOnlySpan<byte> data, bool isOfBody)
    {
        UInt128 hash = XxHash128.HashToUInt128(data);
        (_high, _low, IsOfBody) = ((ulong)(hash >> 64), (ulong)hash, isOfBody);
    }

    /// <summary>Whether this is a hash of the whole body.</summary>
    public bool IsOfBody { get; }

    /// <summary>Hashes a whole body.</summary>
    /// <param name="body">The body in UTF-8.</param>
    /// <returns>The hash.</returns>
    public static PayloadHash OfBody(ReadOnlySpan<byte> body) => new(body, isOfBody: true);

    /// <summary>Hashes the text that <see cref="IdempotencyOptions{TMessage}.PayloadOf"/> returns.</summary>
    /// <param name="payload">The text in UTF-8.</param>
    /// <returns>The hash.</returns>
    public static PayloadHash OfPayload(ReadOnlySpan<byte> payload) => new(payload, isOfBody: false);

    /// <summary>Returns the hash in the form that a record contains.</summary>
    /// <returns><c>body:</c> or <c>payload:</c>, and 32 hexadecimal digits.</returns>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(IsOfBody ? BodyPrefix : PayloadPrefix)}{_high:x16}{_low:x16}");

    /// <summary>Whether this hash differs from another hash of the same kind.</summary>
    /// <param name="other">The other hash.</param>
    /// <returns><see langword="true"/> if the two can be compared and differ.</returns>
    public bool DiffersFrom(PayloadHash other) => IsOfBody == other.IsOfBody && this != other;

    /// <summary>Whether this hash differs from a recorded hash of the same kind.</summary>
    /// <param name="recorded">
    /// The value in a record. A value of another kind, such as one that Powertools for AWS Lambda wrote, is not compared.
    /// </param>
    /// <returns><see langword="true"/> if the two can be compared and differ.</returns>
    public bool DiffersFrom(string? recorded) =>
        recorded is not null
        && recorded.StartsWith(IsOfBody ? BodyPrefix : PayloadPrefix, StringComparison.Ordinal)
        && recorded != ToString();
}
