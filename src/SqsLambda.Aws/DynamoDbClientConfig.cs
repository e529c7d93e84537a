using Amazon.DynamoDBv2;

namespace SqsLambda.Aws;

/// <summary>How a function talks to DynamoDB: short time-outs, and no retries in the SDK.</summary>
/// <remarks>
/// Region, credentials and <c>AWS_ENDPOINT_URL_DYNAMODB</c> come from the environment in the SDK's usual way. The batch engine asks again for
/// what the store could not do, as it knows how much time is left; retries of the SDK below that would multiply the time-outs. A client
/// made of this also suits a write that is not idempotent.
/// </remarks>
public static class DynamoDbClientConfig
{
    /// <summary>For how long one call may take: far above what DynamoDB needs, a cold start of a small function included.</summary>
    public static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(3);

    /// <summary>For how long a connection may take to open.</summary>
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Creates the settings of a client.</summary>
    /// <returns>Settings that may be changed further.</returns>
    public static AmazonDynamoDBConfig Create() => new()
    {
        Timeout = CallTimeout,
        ConnectTimeout = ConnectTimeout,
        MaxErrorRetry = 0,

        // A connection that broke may have broken after the write.
        MaxStaleConnectionRetries = 0,
    };
}
