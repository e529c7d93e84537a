using System.Globalization;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Amazon.SQS;

namespace SqsLambda.Local.Tests.Http.Clients;

/// <summary>Runs the scenario by AWSSDK.SQS.</summary>
/// <param name="sqs">The client.</param>
/// <param name="endpoint">The URL that it has.</param>
internal sealed partial class SdkScenario(AmazonSQSClient sqs, string endpoint)
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNameCaseInsensitive = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new MemoryStreamConverter() },
    };

    private readonly Dictionary<string, string> _variables = new() { ["endpoint"] = endpoint, ["run"] = Guid.NewGuid().ToString("N") };

    public async Task<List<StepResult>> RunAsync(JsonArray scenario)
    {
        var results = new List<StepResult>();
        foreach (JsonNode? step in scenario)
        {
            string? differs = null;
            Exception? exception = await Record.ExceptionAsync(async () => differs = await TakeAsync(step!.AsObject()));
            differs ??= exception?.Message;
            results.Add(new((string)step!["name"]!, differs is null, differs));
        }

        return results;
    }

    /// <summary>Takes a step.</summary>
    /// <returns>What differs, or null.</returns>
    private async Task<string?> TakeAsync(JsonObject step)
    {
        JsonNode? error = step["error"];
        JsonNode answer;
        try
        {
            answer = await CallAsync((string)step["operation"]!, Filled(step["input"]!));
        }
        catch (AmazonSQSException exception)
        {
            return (string?)error?["code"] == exception.ErrorCode && exception.Message.Contains((string)error!["message"]!, StringComparison.Ordinal)
                ? null
                : $"{exception.ErrorCode}: {exception.Message}";
        }

        if (error is not null)
        {
            return $"not refused with {error["code"]}";
        }

        string? differs = step["expect"] is { } expected ? Difference(Filled(expected), answer, "") : null;
        foreach ((string name, JsonNode? path) in differs is null && step["save"] is JsonObject save ? save : [])
        {
            _variables[name] = (string)((string)path!).Split('.').Aggregate(answer, Part)!;
        }

        return differs;
    }

    private static JsonNode Part(JsonNode whole, string key) =>
        whole is JsonArray array ? array[int.Parse(key, CultureInfo.InvariantCulture)]! : whole[key]!;

    private async Task<JsonNode> CallAsync(string operation, JsonNode input)
    {
        Type type = typeof(AmazonSQSClient).Assembly.GetType($"Amazon.SQS.Model.{operation}Request", throwOnError: true)!;
        object request = input.Deserialize(type, Options)!;
        MethodInfo method = typeof(AmazonSQSClient).GetMethod($"{operation}Async", [type, typeof(CancellationToken)])!;
        var call = (Task)method.Invoke(sqs, [request, default(CancellationToken)])!;
        await call;
        object response = call.GetType().GetProperty("Result")!.GetValue(call)!;
        return JsonNode.Parse(JsonSerializer.Serialize(response, response.GetType(), Options), new() { PropertyNameCaseInsensitive = true })!;
    }

    /// <summary>Where the answer differs from what is expected of it, or null.</summary>
    private static string? Difference(JsonNode? expected, JsonNode? actual, string path)
    {
        string differs = $"{path}: {actual?.ToJsonString(Options)}, expected {expected?.ToJsonString(Options)}";
        bool isEmpty = actual is null or JsonArray { Count: 0 } or JsonObject { Count: 0 } || actual.ToString().Length == 0;
        return (expected, actual) switch
        {
            (null, _) => isEmpty ? null : differs,
            (JsonValue, _) when expected.ToString() == "*" => isEmpty ? differs : null,
            (JsonObject one, JsonObject other) => First(one.Select(item => Difference(item.Value, other[item.Key], $"{path}/{item.Key}"))),
            (JsonArray one, JsonArray other) when one.Count == other.Count =>
                First(one.Select((item, index) => Difference(item, other[index], $"{path}/{index}"))),
            _ => JsonNode.DeepEquals(expected, actual) ? null : differs,
        };
    }

    private static string? First(IEnumerable<string?> differences) => differences.FirstOrDefault(static difference => difference is not null);

    /// <summary>The value with each <c>${name}</c> replaced.</summary>
    private JsonNode Filled(JsonNode value) =>
        JsonNode.Parse(Variable().Replace(value.ToJsonString(Options), match => JsonEncodedText.Encode(_variables[match.Groups[1].Value]).ToString()))!;

    [GeneratedRegex(@"\$\{(\w+)\}")]
    private static partial Regex Variable();

    /// <summary>Bytes of message attributes, which are base64 in the scenario.</summary>
    private sealed class MemoryStreamConverter : JsonConverter<MemoryStream>
    {
        public override MemoryStream Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetBytesFromBase64());

        public override void Write(Utf8JsonWriter writer, MemoryStream value, JsonSerializerOptions options) => writer.WriteBase64StringValue(value.ToArray());
    }
}
