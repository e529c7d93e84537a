using Amazon.Runtime;

namespace SqsLambda.Aws.Tests.DynamoDb;

/// <summary>Puts a handler between the SDK and the network.</summary>
/// <param name="wire">The handler.</param>
internal sealed class WireFactory(DelegatingHandler wire) : HttpClientFactory
{
    public override HttpClient CreateHttpClient(IClientConfig clientConfig)
    {
        wire.InnerHandler ??= new SocketsHttpHandler();
        return new HttpClient(wire) { Timeout = clientConfig.Timeout ?? Timeout.InfiniteTimeSpan };
    }

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;
}
