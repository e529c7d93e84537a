using Amazon.DynamoDBv2.Model;

namespace SqsLambda.Aws.Idempotency;

/// <summary>The owner and the times that all claims of one call share. The attribute values can be shared, because the SDK only reads them.</summary>
internal sealed class LeaseTerms(string ownerId, TimeSpan leaseDuration, DateTimeOffset now, TimeSpan expiresAfter)
{
    public string OwnerId => ownerId;

    public TimeSpan LeaseDuration => leaseDuration;

    public long LeaseEndInMs { get; } = (now + leaseDuration).ToUnixTimeMilliseconds();

    public long NowInMs { get; } = now.ToUnixTimeMilliseconds();

    public long NowInSeconds { get; } = now.ToUnixTimeSeconds();

    public AttributeValue Owner { get; } = new(ownerId);

    public AttributeValue LeaseEnd => field ??= AttributeValues.Number(LeaseEndInMs);

    /// <summary>When the record expires: after the lease ends, even if records expire sooner.</summary>
    public AttributeValue Expiration { get; } =
        AttributeValues.Number(Math.Max((now + expiresAfter).ToUnixTimeSeconds(), (now + leaseDuration).ToUnixTimeSeconds() + 1));

    public AttributeValue NowMs => field ??= AttributeValues.Number(NowInMs);

    public AttributeValue NowSeconds => field ??= AttributeValues.Number(NowInSeconds);
}
