using Amazon.SQS;

namespace SqsLambda.Aws.Queues;

/// <summary>
/// Configures an SQS client for a function: timeouts of 3 seconds for a call and 2 seconds for a connection, and one retry in the SDK.
/// </summary>
/// <remarks>The SDK reads the region, the credentials and <c>AWS_ENDPOINT_URL_SQS</c> from the environment in its usual way.</remarks>
public static class SqsClientConfig
{
    /// <summary>Creates a configuration.</summary>
    /// <returns>A new configuration, which the caller may change.</returns>
    public static AmazonSQSConfig Create() => new()
    {
        Timeout = TimeSpan.FromSeconds(3),
        ConnectTimeout = TimeSpan.FromSeconds(2),
        MaxErrorRetry = 1,
    };
}
