using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Amazon.Runtime;

namespace SqsLambda.Aws.ColdStart;

/// <summary>Answers each call of a client as if one statement had succeeded. Nothing is sent.</summary>
internal sealed class CannedAnswers : HttpClientFactory
{
    /// <inheritdoc/>
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new Wire());

    private sealed class Wire : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = new ByteArrayContent(Encoding.UTF8.GetBytes("""{"Responses":[{}]}"""))
                {
                    Headers = { ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.0") },
                },
            });
    }
}
