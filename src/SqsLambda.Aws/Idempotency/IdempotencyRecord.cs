using System.Globalization;
using Amazon.DynamoDBv2.Model;

namespace SqsLambda.Aws.Idempotency;

/// <summary>A record of the table.</summary>
/// <param name="IsCompleted">Whether the message was processed.</param>
/// <param name="Owner">The owner of the latest claim.</param>
/// <param name="Payload">The hash of the payload; <see langword="null"/> if another writer left it out.</param>
/// <param name="LeaseEndMs">The end of the lease, in milliseconds since 1970.</param>
/// <param name="ExpirationSeconds">When the record expires, in seconds since 1970.</param>
internal sealed record IdempotencyRecord(bool IsCompleted, string? Owner, string? Payload, long LeaseEndMs, long ExpirationSeconds)
{
    private static readonly long LastSecond = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    /// <summary>Reads an item. If another writer left out a time, it counts as the latest possible time.</summary>
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
