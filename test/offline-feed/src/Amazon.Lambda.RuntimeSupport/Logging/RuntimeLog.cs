using System;
using System.IO;
using System.Reflection;
using System.Threading;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport.Logging;

/// <summary>
/// The log of the function. What is written to the console or to <see cref="LambdaLogger"/> goes through it, too. An entry that has no level of Lambda's, as
/// one of <c>LambdaLogger.Log(message)</c>, counts as Trace but is always written.
/// </summary>
internal sealed class RuntimeLog
{
    private readonly LogSettings _settings = LogSettings.FromEnvironment();
    private readonly AsyncLocal<InvocationContext> _contexts = Concurrency.IsMultiple ? new() : null;
    private readonly LogWriter _output;
    private InvocationContext _context;

    public RuntimeLog()
    {
        (TextWriter output, TextWriter error) = TelemetryLog.Open() is { } telemetry ? (telemetry, telemetry) : (Console.Out, Console.Error);
        _output = new(this, output, nameof(LogLevel.Information));
        var errors = new LogWriter(this, error, nameof(LogLevel.Error));
        Console.SetOut(_output);
        Console.SetError(errors);
        _output.Lock = Console.Out;
        errors.Lock = Console.Error;

        Set("_loggingAction", (Action<string>)(message => Write(null, null, message)));
        Set("_loggingWithLevelAction", (Action<string, string, object[]>)((level, message, args) => Write(level, null, message, args)));
        Set("_loggingWithLevelAndExceptionAction", (Action<string, Exception, string, object[]>)Write);
    }

    /// <summary>The invocation that the entries of this flow belong to.</summary>
    public InvocationContext Context
    {
        get => _contexts is null ? _context : _contexts.Value;
        set
        {
            if (_contexts is null)
            {
                _context = value;
            }
            else
            {
                _contexts.Value = value;
            }
        }
    }

    public void Write(string level, Exception exception, string message, params object[] arguments) => _output.Write(level, exception, message, arguments);

    public void Unhandled(Exception exception) => Write(nameof(LogLevel.Error), exception, null);

    /// <returns>The text of the entry, or <see langword="null"/> if its level is below the one that is wanted.</returns>
    public string Format(string levelName, Exception exception, string message, object[] arguments)
    {
        bool hasLevel = Enum.TryParse(levelName, ignoreCase: true, out LogLevel level);
        return hasLevel && level < _settings.MinLevel
            ? null
            : _settings.Format(new(DateTime.UtcNow, hasLevel ? level : LogLevel.Trace, Context, message ?? "", arguments, exception));
    }

    private static void Set(string field, Delegate action) =>
        typeof(LambdaLogger).GetField(field, BindingFlags.NonPublic | BindingFlags.Static)?.SetValue(null, action);
}
