using SqsLambda.Aws.Tests.DynamoDb;

namespace SqsLambda.Local.Tests.EndToEnd;

/// <summary>All tests of this assembly that need DynamoDB share one.</summary>
[CollectionDefinition(Name)]
public sealed class SharedDynamoDb : ICollectionFixture<DynamoDbLocal>
{
    public const string Name = "DynamoDB";
}
