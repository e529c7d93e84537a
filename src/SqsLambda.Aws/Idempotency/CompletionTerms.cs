using Amazon.DynamoDBv2.Model;

namespace SqsLambda.Aws.Idempotency;

/// <summary>The owner and the time that all settlements of one call share. The attribute values can be shared, because the SDK only reads them.</summary>
internal sealed class CompletionTerms(string ownerId, DateTimeOffset now, TimeSpan expiresAfter)
{
    public string OwnerId => ownerId;

    public DateTimeOffset Now => now;

    public AttributeValue Owner { get; } = new(ownerId);

    /// <summary>When a record that is completed expires.</summary>
    public AttributeValue Expiration { get; } = AttributeValues.Number((now + expiresAfter).ToUnixTimeSeconds());
}
