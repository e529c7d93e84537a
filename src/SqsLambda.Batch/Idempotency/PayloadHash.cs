using System.Globalization;
using System.IO.Hashing;

namespace SqsLambda.Batch.Idempotency;

/// <summary>
/// A hash by which two messages with one idempotency key are compared: of the whole body, or of what
/// <see cref="IdempotencyOptions{TMessage}.PayloadOf"/> names. Hashes of different kinds are not compared.
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

    /// <summary>Whether it is a hash of the whole body.</summary>
    public bool IsOfBody { get; }

    /// <summary>Hashes a whole body.</summary>
    /// <param name="body">The body in UTF-8.</param>
    /// <returns>The hash.</returns>
    public static PayloadHash OfBody(ReadOnlySpan<byte> body) => new(body, isOfBody: true);

    /// <summary>Hashes what must be equal.</summary>
    /// <param name="payload">The text in UTF-8.</param>
    /// <returns>The hash.</returns>
    public static PayloadHash OfPayload(ReadOnlySpan<byte> payload) => new(payload, isOfBody: false);

    /// <summary>The hash as it is kept in a record.</summary>
    /// <returns><c>body:</c> or <c>payload:</c>, and 32 hexadecimal digits.</returns>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(IsOfBody ? BodyPrefix : PayloadPrefix)}{_high:x16}{_low:x16}");

    /// <summary>Whether this hash is of the same kind as the other one, and differs from it.</summary>
    /// <param name="other">The other hash.</param>
    /// <returns><see langword="true"/> if the two can be compared and differ.</returns>
    public bool DiffersFrom(PayloadHash other) => IsOfBody == other.IsOfBody && this != other;

    /// <summary>Whether this hash is of the same kind as a recorded one, and differs from it.</summary>
    /// <param name="recorded">
    /// What a record holds. A value of another kind, such as that of Powertools for AWS Lambda, is not compared.
    /// </param>
    /// <returns><see langword="true"/> if the two can be compared and differ.</returns>
    public bool DiffersFrom(string? recorded) =>
        recorded is not null
        && recorded.StartsWith(IsOfBody ? BodyPrefix : PayloadPrefix, StringComparison.Ordinal)
        && recorded != ToString();
}
