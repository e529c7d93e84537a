using Amazon.DynamoDBv2;

namespace SqsLambda.Aws.Tests;

public sealed class DynamoDbClientConfigTests
{
    /// <summary>
    /// The numbers that the engine's own retries are made for: a table that hangs costs two time-outs of 3 s, and no call is made twice
    /// without the engine's knowledge.
    /// </summary>
    [Fact]
    public void Calls_have_short_time_outs_and_are_not_repeated_by_the_SDK()
    {
        AmazonDynamoDBConfig config = DynamoDbClientConfig.Create();

        Assert.Equal((TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(2)), (config.Timeout, config.ConnectTimeout));
        Assert.Equal((0, 0), (config.MaxErrorRetry, config.MaxStaleConnectionRetries));
    }
}
