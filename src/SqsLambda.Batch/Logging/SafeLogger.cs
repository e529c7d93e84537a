using Amazon.Lambda.Core;

namespace SqsLambda.Batch.Logging;

/// <summary>A logger that never throws, so that logging has no effect on a message.</summary>
internal sealed class SafeLogger(ILambdaLogger inner) : ILambdaLogger
{
    public void Log(string message) => LogLine(message);

    public void LogLine(string message) => Log(nameof(LogLevel.Information), message, []);

    public void Log(string level, string message, params object[] args)
    {
        try
        {
            inner.Log(level, message, args);
        }
        catch (Exception)
        {
            // A failure of the logger cannot be logged.
        }
    }

    public void Log(string level, Exception exception, string message, params object[] args)
    {
        try
        {
            inner.Log(level, exception, message, args);
        }
        catch (Exception)
        {
            // A failure of the logger cannot be logged.
        }
    }
}
