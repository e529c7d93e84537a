using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace SqsLambda.Aws.Tests.DynamoDb;

/// <summary>What a faulty wire answers in the place of DynamoDB.</summary>
internal static class WireAnswer
{
    /// <summary>What the client gets to see of a fault of the whole call.</summary>
    /// <exception cref="TaskCanceledException">The fault is a time-out.</exception>
    /// <exception cref="HttpRequestException">The connection is broken.</exception>
    public static HttpResponseMessage Of(WireFault fault, HttpRequestMessage request) => fault switch
    {
        WireFault.TimeoutBefore or WireFault.TimeoutAfter or WireFault.TimeoutAndLateWrite => throw new TaskCanceledException(
            "The request was canceled due to the configured HttpClient.Timeout of 2 seconds elapsing.", new TimeoutException("It took too long.")),
        WireFault.ResetBefore or WireFault.ResetAfter => throw new HttpRequestException(
            HttpRequestError.ConnectionError,
            "An error occurred while sending the request.",
            new IOException("Unable to read data from the transport connection.", new SocketException((int)SocketError.ConnectionReset))),
        WireFault.Throttled => Answer(request, HttpStatusCode.BadRequest, new()
        {
            ["__type"] = "com.amazon.coral.availability#ThrottlingException",
            ["message"] = "Rate of requests exceeds the allowed throughput.",
        }),
        _ => Answer(request, HttpStatusCode.InternalServerError, new()
        {
            ["__type"] = "com.amazonaws.dynamodb.v20120810#InternalServerError",
            ["message"] = "The request processing has failed because of an unknown error, exception or failure.",
        }),
    };

    /// <summary>An answer without a checksum: the client then asks for none.</summary>
    public static HttpResponseMessage Answer(HttpRequestMessage request, HttpStatusCode status, JsonObject body)
    {
        var answer = new HttpResponseMessage(status) { Content = ContentOf(body), RequestMessage = request };
        answer.Headers.Add("x-amzn-RequestId", "FAULTYWIRE");
        return answer;
    }

    public static StringContent ContentOf(JsonObject body) => new(body.ToJsonString(), new MediaTypeHeaderValue("application/x-amz-json-1.0"));
}
