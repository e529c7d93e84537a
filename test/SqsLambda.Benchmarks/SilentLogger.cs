using Amazon.Lambda.Core;

namespace SqsLambda.Benchmarks;

/// <summary>Throws away what is logged: how long a console takes is not the engine's.</summary>
internal sealed class SilentLogger : ILambdaLogger
{
    public void Log(string message)
    {
    }

    public void LogLine(string message)
    {
    }

    public void Log(string level, string message, params object[] args)
    {
    }

    public void Log(string level, Exception exception, string message, params object[] args)
    {
    }
}
