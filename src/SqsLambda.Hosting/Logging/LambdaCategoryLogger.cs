using Amazon.Lambda.Core;
using Microsoft.Extensions.Logging;
using SqsLambda.Batch.Logging;

namespace SqsLambda.Hosting.Logging;

/// <summary>
/// Writes the lines of one category. It leaves the level to Lambda, which has its own. It never throws, so that logging has no effect on a message.
/// </summary>
/// <param name="category">The category.</param>
/// <param name="templates">The parsed templates.</param>
/// <param name="scopes">Returns the scopes.</param>
/// <param name="target">Returns the logger of the invocation that the caller works for.</param>
internal sealed class LambdaCategoryLogger(
    string category, LogTemplates templates, Func<IExternalScopeProvider> scopes, Func<ILambdaLogger> target) : ILogger
{
    public IDisposable BeginScope<TState>(TState state)
        where TState : notnull => scopes().Push(state);

    public bool IsEnabled(Microsoft.Extensions.Logging.LogLevel logLevel) => logLevel != Microsoft.Extensions.Logging.LogLevel.None;

    public void Log<TState>(
        Microsoft.Extensions.Logging.LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        Exception? printable = exception is not null && LogText.IsPrintable(exception) ? exception : null;
        LogLine line = Compose(state, exception, formatter, withException: exception is not null && printable is null);
        try
        {
            if (printable is null)
            {
                target().Log(logLevel.ToString(), line.Template, line.Arguments);
            }
            else
            {
                target().Log(logLevel.ToString(), printable, line.Template, line.Arguments);
            }
        }
        catch (Exception)
        {
            // A failure of the logger cannot be logged.
        }
    }

    private static string TemplateOf<TState>(TState state) =>
        state is IReadOnlyList<KeyValuePair<string, object?>> { Count: > 0 and var count } values && values[count - 1] is { Key: "{OriginalFormat}", Value: string template }
            ? template
            : "A line";

    private LogLine Compose<TState>(TState state, Exception? exception, Func<TState, Exception?, string> formatter, bool withException)
    {
        var line = new LogLine();
        try
        {
            var properties = new LogProperties();
            properties.AddScopes(scopes());
            LogState.Write(line, properties, templates, state, exception, formatter);
            properties.Write(line, category);
        }
        catch (Exception failure)
        {
            // Code of the application describes the values, and it may throw.
            line = new();
            line.Add($"{TemplateOf(state)} (a value could not be written: {failure.GetType().Name}) [{category}]");
        }

        if (withException)
        {
            LogException.Write(line, exception!);
        }

        return line;
    }
}
