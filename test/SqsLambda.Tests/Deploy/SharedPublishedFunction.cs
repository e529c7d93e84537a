namespace SqsLambda.Tests.Deploy;

/// <summary>The tests that share one <see cref="PublishedFunction"/>.</summary>
[CollectionDefinition(nameof(SharedPublishedFunction))]
public sealed class SharedPublishedFunction : ICollectionFixture<PublishedFunction>;
