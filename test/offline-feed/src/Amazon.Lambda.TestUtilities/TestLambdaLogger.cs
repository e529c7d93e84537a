using System;
using System.Text;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.TestUtilities;

public class TestLambdaLogger : ILambdaLogger
{
    public StringBuilder Buffer { get; } = new StringBuilder();

    public void Log(string message)
    {
        Buffer.Append(message);
        Console.Write(message);
    }

    public void LogLine(string message)
    {
        Buffer.AppendLine(message);
        Console.WriteLine(message);
    }

    public void Log(string level, string message) => LogLine($"{level}: {message}");

    public void Log(string level, string message, params object[] args) => Log(level, null, message, args);

    public void Log(string level, Exception exception, string message, params object[] args)
    {
        var text = new StringBuilder().Append(level).Append(": ").Append(message);
        if (args?.Length > 0)
        {
            text.AppendLine();
            foreach (object arg in args)
            {
                text.Append('\t').Append(arg).AppendLine();
            }
        }

        if (exception is not null)
        {
            text.AppendLine().Append(exception).AppendLine();
        }

        LogLine(text.ToString());
    }
}
