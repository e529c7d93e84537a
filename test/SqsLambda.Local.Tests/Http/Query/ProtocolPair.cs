using System.Net;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Microsoft.Extensions.Time.Testing;
using SqsLambda.Local.Http;
using SqsLambda.Local.Sqs;

namespace SqsLambda.Local.Tests.Http.Query;

/// <summary>
/// Two endpoints of their own queues, on one clock that stands still. Each request goes to one of them in JSON and to the other as a form.
/// Their answers must be the same, but for the ids that each of them makes up.
/// </summary>
public sealed class ProtocolPair : IAsyncLifetime, IDisposable
{
    private static readonly string[] Ids = ["QueueUrl", "MessageId", "ReceiptHandle", "TaskHandle"];

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private readonly HttpClient _http = new();
    private readonly Dictionary<string, string> _idsOfQuery = [];
    private readonly SqsRegions[] _services;
    private readonly SqsEndpoint[] _endpoints = new SqsEndpoint[2];

    public ProtocolPair() => _services = [new(_time), new(_time)];

    public async Task InitializeAsync()
    {
        for (int i = 0; i < _endpoints.Length; i++)
        {
            _endpoints[i] = await SqsEndpoint.StartAsync(_services[i], port: 0);
        }
    }

    /// <summary>Moves the clock.</summary>
    public void Pass(double seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));

    /// <summary>Asks both, and expects the same answer.</summary>
    /// <returns>The answer in JSON.</returns>
    public async Task<JsonObject> SameAsync(string operation, JsonObject request)
    {
        var (json, query) = await AskAsync(operation, request);
        Assert.True(json.Status == HttpStatusCode.OK, json.Text);
        return Compare(operation, json, query);
    }

    /// <summary>Asks both, and expects the same answer or the same error.</summary>
    /// <returns>The error's code, or null.</returns>
    public async Task<string?> SameOrErrorAsync(string operation, JsonObject request)
    {
        var (json, query) = await AskAsync(operation, request);
        if (json.Status == HttpStatusCode.OK)
        {
            Compare(operation, json, query);
            return null;
        }

        string[] code = json.Headers["x-amzn-query-error"].Split(';');
        string message = ProtocolForms.Representable(JsonNode.Parse(json.Text)!["message"]!.GetValue<string>());
        Assert.Equal(
            (json.Status, code[1], code[0], code[0] == "AWS.SimpleQueueService.NonExistentQueue" ? message[..^1] + " for this wsdl version." : message),
            query.Error);
        return code[0];
    }

    public async Task DisposeAsync()
    {
        foreach (var endpoint in _endpoints)
        {
            await endpoint.DisposeAsync();
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        Array.ForEach(_services, service => service.Dispose());
    }

    private async Task<(QueryAnswerText Json, QueryAnswerText Query)> AskAsync(string operation, JsonObject request)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, _endpoints[0].Url) { Content = new StringContent(request.ToJsonString()) };
        message.Headers.Add("X-Amz-Target", $"AmazonSQS.{operation}");
        return (
            await new QueryClient(_http, "").SendAsync(message),
            await new QueryClient(_http, _endpoints[1].Url).PostAsync(ProtocolForms.Form(operation, Translated(request).AsObject())));
    }

    private JsonObject Compare(string operation, QueryAnswerText json, QueryAnswerText query)
    {
        Assert.True(query.Status == HttpStatusCode.OK, query.Text);
        if (json.Text.Length == 0)
        {
            Assert.Equal([QueryClient.Xml + "ResponseMetadata"], query.Root.Elements().Select(element => element.Name));
            return [];
        }

        var answer = JsonNode.Parse(json.Text)!.AsObject();
        XElement expected = ProtocolForms.Result(operation, answer), actual = query.Result;
        Remember(expected, actual);
        Assert.Equal(ProtocolForms.Text(expected), ProtocolForms.Text(actual));
        return answer;
    }

    // What the JSON endpoint made up is replaced by what the other did.
    private JsonNode Translated(JsonNode node) => node switch
    {
        JsonObject members => new JsonObject(members.Select(m => KeyValuePair.Create(m.Key, m.Value is null ? null : (JsonNode?)Translated(m.Value)))),
        JsonArray items => new JsonArray([.. items.Select(item => Translated(item!))]),
        JsonValue value when value.TryGetValue(out string? text) && _idsOfQuery.TryGetValue(text, out string? id) => id,
        _ => node.DeepClone(),
    };

    // Pairs the ids at the same places, and makes them equal.
    private void Remember(XElement expected, XElement actual)
    {
        foreach (var (mine, other) in expected.Elements().Zip(actual.Elements()))
        {
            if (mine.Name == other.Name && Ids.Contains(mine.Name.LocalName))
            {
                _idsOfQuery[mine.Value] = other.Value;
                other.Value = mine.Value;
            }
            else
            {
                Remember(mine, other);
            }
        }
    }
}
