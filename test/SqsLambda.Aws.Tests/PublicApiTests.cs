using SqsLambda.Batch.Tests;

namespace SqsLambda.Aws.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void The_public_API_is_as_recorded() =>
        PublicApi.AssertIsAsRecorded(typeof(DynamoDbClientConfig).Assembly, "test/SqsLambda.Aws.Tests/PublicApi.Aws.txt");
}
