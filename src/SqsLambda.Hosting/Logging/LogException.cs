using SqsLambda.Batch.Logging;

namespace SqsLambda.Hosting.Logging;

/// <summary>
/// Writes an exception that could forge lines of a log, because its text has lines of its own. It becomes part of the line, under the names that Lambda's
/// JSON format gives to exceptions.
/// </summary>
internal static class LogException
{
    public static void Write(LogLine line, Exception exception)
    {
        string type = exception.GetType().FullName ?? exception.GetType().Name;
        string message = LogText.Of(exception);
        string description = LogText.DescriptionOf(exception);
        string head = $"{type}: {message}";
        line.Add(" ");
        line.AddRuntimeField("errorType", type);
        line.Add(": ");
        line.AddRuntimeField("errorMessage", message);
        line.Add(" ");
        line.AddRuntimeField("stackTrace", (description.StartsWith(head, StringComparison.Ordinal) ? description[head.Length..] : description).Trim());
    }
}
