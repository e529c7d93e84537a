namespace SqsLambda.Template.Tests;

[CollectionDefinition(nameof(SharedAdoptedRepositories))]
public sealed class SharedAdoptedRepositories : ICollectionFixture<AdoptedRepositories>;
