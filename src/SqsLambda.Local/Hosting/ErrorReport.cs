using System.Diagnostics;
using System.Text.Json.Nodes;

namespace SqsLambda.Local.Hosting;

/// <summary>An exception as Lambda's runtime client for .NET reports it: the exception itself, with its inner exceptions as its causes.</summary>
internal static class ErrorReport
{
    public static string Of(Exception exception) => Write(exception).ToJsonString();

    private static JsonObject Write(Exception exception)
    {
        var report = new JsonObject { ["errorType"] = exception.GetType().Name, ["errorMessage"] = exception.Message.Trim() };
        if (!string.IsNullOrEmpty(exception.StackTrace))
        {
            string[] frames = $"{new StackTrace(exception, fNeedFileInfo: true)}".Split(
                Environment.NewLine, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            report["stackTrace"] = new JsonArray([.. frames.Select(static frame => (JsonNode)frame)]);
        }

        if (exception.InnerException is { } inner)
        {
            report["cause"] = Write(inner);
        }

        if (exception is AggregateException aggregate)
        {
            report["causes"] = new JsonArray([.. aggregate.InnerExceptions.Select(static each => (JsonNode)Write(each))]);
        }

        return report;
    }
}
