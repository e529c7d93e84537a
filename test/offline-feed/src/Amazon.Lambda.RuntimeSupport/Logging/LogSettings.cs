using System;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport.Logging;

/// <summary>An entry of the log.</summary>
internal sealed record LogEntry(DateTime Time, LogLevel Level, InvocationContext Context, string Template, object[] Arguments, Exception Exception);

/// <summary>How the log is written, by Lambda's advanced logging controls.</summary>
internal sealed record LogSettings(LogLevel MinLevel, Func<LogEntry, string> Format)
{
    public static LogSettings FromEnvironment() => new(
        Variable("LEVEL")?.ToUpperInvariant() switch
        {
            "FATAL" => LogLevel.Critical,
            "WARN" => LogLevel.Warning,
            { } name when Enum.TryParse(name, ignoreCase: true, out LogLevel level) => level,
            _ => LogLevel.Information,
        },
        Variable("FORMAT")?.ToUpperInvariant() switch
        {
            "JSON" => JsonFormat.Write,
            "UNFORMATTED" => static entry => TextFormat.Write(entry, withPrefix: false),
            _ => static entry => TextFormat.Write(entry, withPrefix: true),
        });

    private static string Variable(string name) =>
        Environment.GetEnvironmentVariable($"AWS_LAMBDA_HANDLER_LOG_{name}") is { Length: > 0 } value ? value : Environment.GetEnvironmentVariable($"AWS_LAMBDA_LOG_{name}");
}
