using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace SqsLambda.Aws.Tests.DynamoDb;

/// <summary>Answers each call as the test says, without a server.</summary>
/// <param name="answer">Is given the operation and its request.</param>
public sealed class CannedWire(Func<string, JsonObject, Task<HttpResponseMessage>> answer) : DelegatingHandler
{
    private int _calls;

    public int Calls => Volatile.Read(ref _calls);

    public static HttpResponseMessage Ok(string json) => Json(HttpStatusCode.OK, json);

    public static HttpResponseMessage Error(HttpStatusCode status, string code, string message) =>
        Json(status, $$"""{"__type":"com.amazonaws.dynamodb.v20120810#{{code}}","message":"{{message}}"}""");

    /// <summary>The answer to a BatchExecuteStatement in which some statements failed.</summary>
    /// <param name="codes">The error code of each statement; <see langword="null"/> for none.</param>
    public static HttpResponseMessage Statements(params IEnumerable<string?> codes) => Ok(
        $$"""{"Responses":[{{string.Join(',', codes.Select(static code => code is null
            ? """{"TableName":"records"}"""
            : $$$"""{"TableName":"records","Error":{"Code":"{{{code}}}","Message":"what DynamoDB says"}}"""))}}]}""");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        string operation = request.Headers.GetValues("X-Amz-Target").Single().Split('.')[^1];
        var body = (JsonObject)JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!;
        return await answer(operation, body).WaitAsync(cancellationToken);
    }

    private static HttpResponseMessage Json(HttpStatusCode status, string json) =>
        new(status) { Content = new StringContent(json, Encoding.UTF8, "application/x-amz-json-1.0") };
}
