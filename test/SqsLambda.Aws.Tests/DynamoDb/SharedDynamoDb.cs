namespace SqsLambda.Aws.Tests.DynamoDb;

/// <summary>All tests of an assembly that need DynamoDB share one.</summary>
[CollectionDefinition(Name)]
public sealed class SharedDynamoDb : ICollectionFixture<DynamoDbLocal>
{
    public const string Name = "DynamoDB";
}
