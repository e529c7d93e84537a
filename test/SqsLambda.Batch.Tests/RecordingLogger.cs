using System.Globalization;
using System.Text.RegularExpressions;
using Amazon.Lambda.Core;

namespace SqsLambda.Batch.Tests;

/// <summary>Keeps each entry as one text: <c>Level: message with its arguments</c>.</summary>
internal sealed partial class RecordingLogger : ILambdaLogger
{
    private readonly List<string> _entries = [];

    public IReadOnlyList<string> Entries
    {
        get
        {
            lock (_entries)
            {
                return [.. _entries];
            }
        }
    }

    public void Log(string message) => Add(message);

    public void LogLine(string message) => Add(message);

    public void Log(string level, string message) => Add($"{level}: {message}");

    public void Log(string level, string message, params object[] args) => Add($"{level}: {Format(message, args)}");

    public void Log(string level, Exception exception, string message, params object[] args) => Add($"{level}: {Format(message, args)}");

    private void Add(string entry)
    {
        lock (_entries)
        {
            _entries.Add(entry);
        }
    }

    private static string Format(string message, object[] args)
    {
        int next = 0;
        return Placeholder().Replace(message, _ => Convert.ToString(args[next++], CultureInfo.InvariantCulture)!);
    }

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Placeholder();
}
