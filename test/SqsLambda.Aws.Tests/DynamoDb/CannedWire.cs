using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Amazon;
using Amazon.DynamoDBv2;
using Amazon.Runtime;

namespace SqsLambda.Aws.Tests.DynamoDb;

/// <summary>Answers each call as the test says, without a server.</summary>
/// <param name="answer">Is given the operation and its request.</param>
public sealed class CannedWire(Func<string, JsonObject, Task<HttpResponseMessage>> answer) : DelegatingHandler
{
    private int _calls;

    public int Calls => Volatile.Read(ref _calls);

    /// <summary>A client as the function has it, in eu-west-1.</summary>
    /// <param name="timeout">For how long a call may take: by default long enough for a machine that is busy with other tests.</param>
    public AmazonDynamoDBClient NewClient(TimeSpan? timeout = null)
    {
        AmazonDynamoDBConfig config = DynamoDbClientConfig.Create();
        config.RegionEndpoint = RegionEndpoint.EUWest1;
        config.HttpClientFactory = new WireFactory(this);
        config.Timeout = timeout ?? TimeSpan.FromSeconds(30);
        return new(new BasicAWSCredentials("test", "test"), config);
    }

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
        var body = (JsonObject)JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken).ConfigureAwait(false))!;
        return await answer(operation, body).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private static HttpResponseMessage Json(HttpStatusCode status, string json) =>
        new(status) { Content = new StringContent(json, Encoding.UTF8, "application/x-amz-json-1.0") };
}
