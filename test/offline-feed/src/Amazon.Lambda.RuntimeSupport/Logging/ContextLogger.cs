using System;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport.Logging;

/// <summary>The logger of an invocation's context.</summary>
internal sealed class ContextLogger(RuntimeLog log) : ILambdaLogger
{
    public void Log(string message) => Console.Write(message);

    public void LogLine(string message) => log.Write(nameof(LogLevel.Information), null, message);

    public void Log(string level, string message) => log.Write(level, null, message);

    public void Log(string level, string message, params object[] args) => log.Write(level, null, message, args);

    public void Log(string level, Exception exception, string message, params object[] args) => log.Write(level, exception, message, args);
}
