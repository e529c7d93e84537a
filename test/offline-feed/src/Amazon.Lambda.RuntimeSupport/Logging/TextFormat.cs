using System.Globalization;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport.Logging;

internal static class TextFormat
{
    public static string Write(LogEntry entry, bool withPrefix)
    {
        string text = MessageTemplate.Apply(entry.Template, entry.Arguments);
        string exception = entry.Exception is null ? "" : text.Length == 0 ? $"{entry.Exception}" : $"\n{entry.Exception}";
        string prefix = withPrefix ? $"{entry.Time.ToString(ArgumentText.TimeFormat, CultureInfo.InvariantCulture)}\t{entry.Context?.AwsRequestId}\t{Label(entry.Level)}\t" : "";
        return prefix + text + exception;
    }

    private static string Label(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        LogLevel.Critical => "crit",
        _ => $"{level}",
    };
}
