using System.Globalization;
using Amazon.DynamoDBv2.Model;

namespace SqsLambda.Aws.Idempotency;

/// <summary>A record as the table holds it.</summary>
/// <param name="IsCompleted">Whether the message is done.</param>
/// <param name="Owner">Who claimed it last.</param>
/// <param name="Payload">The hash of its payload; <see langword="null"/> where another writer has left it out.</param>
/// <param name="LeaseEndMs">When its lease ends: milliseconds since 1970.</param>
/// <param name="ExpirationSeconds">When it expires: seconds since 1970.</param>
internal sealed record IdempotencyRecord(bool IsCompleted, string? Owner, string? Payload, long LeaseEndMs, long ExpirationSeconds)
{
    private static readonly long LastSecond = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    /// <summary>Reads an item. What another writer has left out lasts as long as it can.</summary>
    public static IdempotencyRecord Of(Dictionary<string, AttributeValue> item)
    {
        long expiration = Math.Min(Number(item, RecordAttributes.Expiration) ?? LastSecond, LastSecond);
        return new(
            Text(item, RecordAttributes.Status) == RecordAttributes.Completed,
            Text(item, RecordAttributes.Owner),
            Text(item, RecordAttributes.Payload),
            Math.Min(Number(item, RecordAttributes.LeaseEnd) ?? long.MaxValue, expiration * 1_000),
            expiration);
    }

    private static string? Text(Dictionary<string, AttributeValue> item, string name) => item.GetValueOrDefault(name)?.S;

    private static long? Number(Dictionary<string, AttributeValue> item, string name) =>
        long.TryParse(item.GetValueOrDefault(name)?.N, NumberStyles.Integer, CultureInfo.InvariantCulture, out long number) ? number : null;
}
