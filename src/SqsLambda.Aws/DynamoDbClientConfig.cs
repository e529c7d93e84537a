using Amazon.DynamoDBv2;

namespace SqsLambda.Aws;

/// <summary>Configures a DynamoDB client for a function: short timeouts, and no retries in the SDK.</summary>
/// <remarks>
/// The SDK reads the region, the credentials and <c>AWS_ENDPOINT_URL_DYNAMODB</c> from the environment in its usual way. The batch engine
/// retries, because it knows how much time is left. Retries in the SDK would multiply the timeouts. Because the SDK does not retry, you can also
/// use the client for writes that are not idempotent.
/// </remarks>
public static class DynamoDbClientConfig
{
    /// <summary>The timeout of one call: 3 seconds. DynamoDB needs much less, even at the cold start of a small function.</summary>
    public static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(3);

    /// <summary>The timeout for opening a connection: 2 seconds.</summary>
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Creates a configuration.</summary>
    /// <returns>A new configuration, which the caller may change.</returns>
    public static AmazonDynamoDBConfig Create() => new()
    {
        Timeout = CallTimeout,
        ConnectTimeout = ConnectTimeout,
        MaxErrorRetry = 0,

        // The SDK would retry after a broken connection, but DynamoDB may already have made the write.
        MaxStaleConnectionRetries = 0,
        AuthenticationRegion = RegionForLocalEndpoint(),
    };

    // At an endpoint on this computer, the SDK would look for a region in the URL, with eight regular expressions that it compiles first.
    private static string? RegionForLocalEndpoint() =>
        Uri.TryCreate(Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL_DYNAMODB"), UriKind.Absolute, out Uri? endpoint) && endpoint.IsLoopback
            ? Environment.GetEnvironmentVariable("AWS_REGION")
            : null;
}
