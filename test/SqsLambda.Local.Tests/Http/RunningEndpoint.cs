namespace SqsLambda.Local.Tests.Http;

/// <summary>An endpoint on the real clock: what takes time is tested on a <see cref="MovedClockEndpoint"/>, or on the engine.</summary>
public sealed class RunningEndpoint() : EndpointFixture(TimeProvider.System);
