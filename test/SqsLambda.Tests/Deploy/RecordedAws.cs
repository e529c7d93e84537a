using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.Runtime;

namespace SqsLambda.Tests.Deploy;

/// <summary>
/// DynamoDB and SQS as the SDK's clients reach them. It records the IAM action that AWS would ask the function's role for, and answers so that
/// the function has to make every kind of call: the first record is there already and has expired, an order is not taken, and the queues are down.
/// </summary>
internal sealed class RecordedAws : HttpClientFactory
{
    /// <summary>The id of the order that is not taken.</summary>
    public const string Refused = "refused";

    private readonly ConcurrentDictionary<string, bool> _actions = new();
    private int _inserts;

    public IEnumerable<string> Actions => _actions.Keys;

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new Wire(AnswerAsync));

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    private async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request)
    {
        string operation = request.Headers.GetValues("X-Amz-Target").Single().Split('.')[1];
        JsonNode body = JsonNode.Parse(await request.Content!.ReadAsStringAsync())!;
        switch (operation)
        {
            case "BatchExecuteStatement":
                return Ok(new() { ["Responses"] = new JsonArray([.. body["Statements"]!.AsArray().Select(Execute)]) });
            case "BatchGetItem":
                Asked("dynamodb:BatchGetItem");
                return Ok(new() { ["Responses"] = Expired(body["RequestItems"]!.AsObject()) });
            case "TransactWriteItems":
                return Transact(body["TransactItems"]!.AsArray());
            case "GetQueueUrl":
                Asked("sqs:GetQueueUrl");
                return Ok(new() { ["QueueUrl"] = $"http://127.0.0.1/{body["QueueOwnerAWSAccountId"]}/{body["QueueName"]}" });
            case "SendMessageBatch":
                Asked("sqs:SendMessage");
                return Down();
            case "ChangeMessageVisibilityBatch":
                Asked("sqs:ChangeMessageVisibility");
                return Down();
            default:
                Asked($"whatever {operation} needs");
                return Down();
        }
    }

    // Each verb of PartiQL has an action of its own. (DynamoDB Developer Guide, "IAM security policies with PartiQL for DynamoDB".)
    private JsonObject Execute(JsonNode? statement)
    {
        string verb = $"{statement!["Statement"]}".Split(' ')[0];
        Asked($"dynamodb:PartiQL{verb[0]}{verb[1..].ToLowerInvariant()}");
        return verb == "INSERT" && Interlocked.Increment(ref _inserts) == 1
            ? new() { ["Error"] = new JsonObject { ["Code"] = "DuplicateItem", ["Message"] = "" } }
            : [];
    }

    // A transaction needs what each of its writes needs. (DynamoDB Developer Guide, "Using IAM with DynamoDB transactions".)
    private HttpResponseMessage Transact(JsonArray writes)
    {
        foreach (JsonNode? write in writes)
        {
            Asked($"dynamodb:{write!.AsObject().Single().Key}Item");
        }

        bool[] isRefused = [.. writes.Select(static write => $"{write!["Update"]!["Key"]!["orderId"]?["S"]}" == Refused)];
        return !isRefused.Contains(true) ? Ok([]) : Answer(HttpStatusCode.BadRequest, new JsonObject
        {
            ["__type"] = "TransactionCanceledException",
            ["CancellationReasons"] = new JsonArray([.. isRefused.Select(static refused => new JsonObject { ["Code"] = refused ? "ConditionalCheckFailed" : "None" })]),
        }.ToJsonString());
    }

    private static JsonObject Expired(JsonObject wanted)
    {
        (string table, JsonNode? keys) = wanted.Single();
        return new()
        {
            [table] = new JsonArray([.. keys!["Keys"]!.AsArray().Select(static key => new JsonObject
            {
                ["id"] = key!["id"]!.DeepClone(),
                ["expiration"] = new JsonObject { ["N"] = "1" },
            })]),
        };
    }

    private void Asked(string action) => _actions[action] = true;

    private static HttpResponseMessage Ok(JsonObject answer) => Answer(HttpStatusCode.OK, answer.ToJsonString());

    private static HttpResponseMessage Down() => Answer(HttpStatusCode.InternalServerError, """{"__type":"InternalError","message":"down"}""");

    private static HttpResponseMessage Answer(HttpStatusCode status, string json) =>
        new(status) { Content = new StringContent(json, Encoding.UTF8, "application/x-amz-json-1.0") };

    private sealed class Wire(Func<HttpRequestMessage, Task<HttpResponseMessage>> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => answer(request);
    }
}
