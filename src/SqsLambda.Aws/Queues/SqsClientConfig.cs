using Amazon.SQS;

namespace SqsLambda.Aws.Queues;

/// <summary>How a function talks to SQS about the messages that it returns: short time-outs, and one retry in the SDK.</summary>
/// <remarks>Region, credentials and <c>AWS_ENDPOINT_URL_SQS</c> come from the environment in the SDK's usual way.</remarks>
public static class SqsClientConfig
{
    /// <summary>Creates the settings of a client.</summary>
    /// <returns>Settings that may be changed further.</returns>
    public static AmazonSQSConfig Create() => new()
    {
        Timeout = TimeSpan.FromSeconds(3),
        ConnectTimeout = TimeSpan.FromSeconds(2),
        MaxErrorRetry = 1,
    };
}
