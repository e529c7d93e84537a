using Amazon.Lambda.Core;

namespace SqsLambda.Hosting.Logging;

/// <summary>The logger of the process, for work that belongs to no invocation. Lambda's runtime writes its lines as it writes those of an invocation.</summary>
internal sealed class StaticLambdaLogger : ILambdaLogger
{
    public static StaticLambdaLogger Instance { get; } = new();

    public void Log(string message) => LambdaLogger.Log(message);

    public void LogLine(string message) => LambdaLogger.Log(message);

    public void Log(string level, string message, params object[] args) => LambdaLogger.Log(level, message, args);

    public void Log(string level, Exception exception, string message, params object[] args) => LambdaLogger.Log(level, exception, message, args);
}
