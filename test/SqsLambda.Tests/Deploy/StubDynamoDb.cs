using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace SqsLambda.Tests.Deploy;

/// <summary>
/// Answers what a function asks of DynamoDB, without keeping more than the ids of the records: a key that was claimed once counts as completed, and every
/// transaction is made.
/// </summary>
internal sealed class StubDynamoDb
{
    private readonly ConcurrentDictionary<string, bool> _claimed = new();
    private readonly ConcurrentDictionary<string, bool> _owners = new();

    /// <summary>The owners of the claims that were made.</summary>
    public IReadOnlyCollection<string> Owners => [.. _owners.Keys];

    public async Task<IResult> AnswerAsync(HttpRequest request)
    {
        string operation = request.Headers["X-Amz-Target"].Single()!.Split('.')[1];
        JsonObject body = (await JsonNode.ParseAsync(request.Body))!.AsObject();
        JsonObject answer = operation switch
        {
            "BatchExecuteStatement" => new() { ["Responses"] = new JsonArray([.. body["Statements"]!.AsArray().Select(Execute)]) },
            "BatchGetItem" => new() { ["Responses"] = Completed(body["RequestItems"]!.AsObject()) },
            _ => [],
        };
        return Results.Text(answer.ToJsonString(), "application/x-amz-json-1.0");
    }

    private JsonObject Execute(JsonNode? statement)
    {
        if (!$"{statement!["Statement"]}".StartsWith("INSERT", StringComparison.Ordinal))
        {
            return [];
        }

        JsonNode parameters = statement["Parameters"]!;
        _owners.TryAdd($"{parameters[2]!["S"]}", true);
        return _claimed.TryAdd($"{parameters[0]!["S"]}", true)
            ? []
            : new() { ["Error"] = new JsonObject { ["Code"] = "DuplicateItem", ["Message"] = "" } };
    }

    private static JsonObject Completed(JsonObject wanted)
    {
        (string table, JsonNode? keys) = wanted.Single();
        return new()
        {
            [table] = new JsonArray([.. keys!["Keys"]!.AsArray().Select(static key => new JsonObject
            {
                ["id"] = key!["id"]!.DeepClone(),
                ["status"] = new JsonObject { ["S"] = "COMPLETED" },
            })]),
        };
    }
}
