using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SqsLambda.Batch.Tests;

/// <summary>
/// The line that Lambda's .NET runtime writes of an entry in JSON log format: <c>timestamp</c>, <c>level</c>, <c>requestId</c> and
/// <c>message</c>, in which the arguments stand in the places of <c>{name}</c>; each argument under its name, numbers as numbers; and of an
/// exception <c>errorType</c>, <c>errorMessage</c> and <c>stackTrace</c>. A name that occurs twice is an error here.
/// </summary>
/// <remarks>Lambda Developer Guide, "Log and monitor C# Lambda functions", JSON log format.</remarks>
internal static partial class JsonLogFormat
{
    public static string LineOf(RecordingLogger.LogEntry entry)
    {
        string[] names = [.. Placeholder().Matches(entry.Template).Select(static match => match.Groups[1].Value)];
        Assert.Equal(names.Length, entry.Args.Length);
        int next = 0;
        var line = new JsonObject
        {
            ["timestamp"] = "2026-01-01T00:00:00.000Z",
            ["level"] = entry.Level,
            ["requestId"] = "8286a188-ba32-4475-8077-530cd35c09a9",
            ["message"] = Placeholder().Replace(entry.Template, _ => Text(entry.Args[next++])),
        };
        for (int i = 0; i < names.Length; i++)
        {
            line.Add(names[i], entry.Args[i] is int or long or double ? JsonNode.Parse(Text(entry.Args[i])) : JsonValue.Create(Text(entry.Args[i])));
        }

        if (entry.Exception is { } exception)
        {
            line.Add("errorType", exception.GetType().FullName);
            line.Add("errorMessage", exception.Message);
            line.Add("stackTrace", new JsonArray([.. exception.ToString().Split('\n').Select(static frame => JsonValue.Create(frame.Trim()))]));
        }

        return line.ToJsonString();
    }

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;

    [GeneratedRegex(@"\{([^{}]+)\}")]
    private static partial Regex Placeholder();
}
