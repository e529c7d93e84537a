using Amazon.DynamoDBv2.Model;

namespace SqsLambda.Aws.Idempotency;

/// <summary>What all claims of one call have in common. The SDK only reads the values, so the statements share them.</summary>
internal sealed class ClaimTerms(string owner, DateTimeOffset leaseEnd, DateTimeOffset now, TimeSpan expiresAfter)
{
    public string OwnerId => owner;

    public DateTimeOffset End => leaseEnd;

    public long LeaseEndInMs { get; } = leaseEnd.ToUnixTimeMilliseconds();

    public long NowInMs { get; } = now.ToUnixTimeMilliseconds();

    public long NowInSeconds { get; } = now.ToUnixTimeSeconds();

    public AttributeValue Owner { get; } = new(owner);

    public AttributeValue LeaseEnd => field ??= AttributeValues.Number(LeaseEndInMs);

    /// <summary>A claim outlives its lease, however soon records expire.</summary>
    public AttributeValue Expiration { get; } =
        AttributeValues.Number(Math.Max((now + expiresAfter).ToUnixTimeSeconds(), leaseEnd.ToUnixTimeSeconds() + 1));

    public AttributeValue NowMs => field ??= AttributeValues.Number(NowInMs);

    public AttributeValue NowSeconds => field ??= AttributeValues.Number(NowInSeconds);
}
