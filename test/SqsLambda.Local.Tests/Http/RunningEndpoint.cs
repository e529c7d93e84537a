namespace SqsLambda.Local.Tests.Http;

/// <summary>An endpoint on the real clock.</summary>
public sealed class RunningEndpoint() : EndpointFixture(TimeProvider.System);
