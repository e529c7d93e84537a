using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport.Errors;
using Amazon.Lambda.RuntimeSupport.Logging;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>Speaks the Lambda Runtime API, version 2018-06-01.</summary>
internal sealed class RuntimeApiClient(HttpClient http, string hostAndPort, RuntimeLog log, ILambdaSerializer serializer)
{
    private const int MaxXRayCauseBytes = 1024 * 1024;

    private static readonly MediaTypeWithQualityHeaderValue Json = new("application/json");

    private readonly string _runtime = $"http://{hostAndPort}/2018-06-01/runtime";

    public async Task<InvocationRequest> NextAsync(CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await GetAsync("/invocation/next", cancellationToken);
        Stream input = response.StatusCode == HttpStatusCode.OK ? new MemoryStream(await response.Content.ReadAsByteArrayAsync(CancellationToken.None)) : new MemoryStream(0);
        return new() { InputStream = input, LambdaContext = new InvocationContext(response.Headers, log) { Serializer = serializer } };
    }

    public async Task RestoreNextAsync() => (await GetAsync("/restore/next", CancellationToken.None)).Dispose();

    public async Task RespondAsync(string requestId, Stream output, CancellationToken cancellationToken)
    {
        HttpContent content = output is null ? new StringContent("") : new StreamContent(output);
        content.Headers.ContentType = new("application/json");
        using HttpResponseMessage response = await PostAsync($"/invocation/{requestId}/response", content, static _ => { }, cancellationToken);
        await RefuseAsync(response);
    }

    public Task ReportErrorAsync(string requestId, Exception exception, CancellationToken cancellationToken) =>
        ReportAsync($"/invocation/{Uri.EscapeDataString(requestId)}/error", exception, exception.GetType().Name, XRayCause.Of(exception), cancellationToken);

    /// <param name="exception">What happened.</param>
    /// <param name="type">Says more than the type of the exception; by default nothing.</param>
    public Task ReportInitErrorAsync(Exception exception, string type = null) => ReportAsync("/init/error", exception, type, null, CancellationToken.None);

    public Task ReportRestoreErrorAsync(Exception exception, string type) => ReportAsync("/restore/error", exception, type, null, CancellationToken.None);

    private async Task<HttpResponseMessage> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _runtime + path);
        request.Headers.Accept.Add(Json);
        HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        try
        {
            await RefuseAsync(response);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private async Task ReportAsync(string path, Exception exception, string type, string xRayCause, CancellationToken cancellationToken)
    {
        var content = new StringContent(ErrorReport.Of(exception));
        content.Headers.ContentType = new("application/vnd.aws.lambda.error+json");
        using HttpResponseMessage response = await PostAsync(path, content, AddHeaders, cancellationToken);
        await RefuseAsync(response);
        if (response.StatusCode == HttpStatusCode.Accepted)
        {
            await RequireJsonAsync(response);
        }

        void AddHeaders(HttpRequestHeaders headers)
        {
            if (type is not null)
            {
                headers.TryAddWithoutValidation("Lambda-Runtime-Function-Error-Type", type);
            }

            if (xRayCause is not null && Encoding.UTF8.GetByteCount(xRayCause) < MaxXRayCauseBytes)
            {
                headers.TryAddWithoutValidation("Lambda-Runtime-Function-XRay-Error-Cause", xRayCause);
            }
        }
    }

    // Neither the request nor its content is disposed: the stream of the content serves the next response, too.
    private Task<HttpResponseMessage> PostAsync(string path, HttpContent content, Action<HttpRequestHeaders> addHeaders, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, _runtime + path) { Content = content };
        request.Headers.Accept.Add(Json);
        addHeaders(request.Headers);
        return http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    /// <exception cref="RuntimeApiClientException">The status is that of an error.</exception>
    private static async Task RefuseAsync(HttpResponseMessage response)
    {
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK or HttpStatusCode.Accepted or HttpStatusCode.NoContent:
                return;
            case HttpStatusCode.Forbidden:
                throw Error(response, "Stand-in runtime client: refused.", await RequireJsonAsync(response));
            case HttpStatusCode.InternalServerError:
                throw Error(response, "Stand-in runtime client: the runtime should exit.", await BodyAsync(response));
            default:
                throw Error(response, $"Stand-in runtime client: status {(int)response.StatusCode} is not expected.", await BodyAsync(response));
        }
    }

    private static async Task<string> RequireJsonAsync(HttpResponseMessage response)
    {
        string body = await BodyAsync(response);
        try
        {
            using JsonDocument _ = JsonDocument.Parse(body);
            return body;
        }
        catch (JsonException exception)
        {
            throw Error(response, "Stand-in runtime client: the body of the answer cannot be read.", body, exception);
        }
    }

    private static Task<string> BodyAsync(HttpResponseMessage response) => response.Content.ReadAsStringAsync();

    private static RuntimeApiClientException Error(HttpResponseMessage response, string message, string body, Exception inner = null) =>
        new(message, (int)response.StatusCode, body, inner);
}
