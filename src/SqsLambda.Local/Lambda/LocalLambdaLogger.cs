using System.Globalization;
using System.Text.RegularExpressions;
using Amazon.Lambda.Core;

namespace SqsLambda.Local.Lambda;

/// <summary>
/// Writes what the function logs, one entry at a time, in the text format of Lambda's .NET runtime. What belongs to an entry is further in than
/// the line that it begins with.
/// </summary>
internal sealed partial class LocalLambdaLogger(TextWriter output) : ILambdaLogger
{
    private readonly TextWriter _output = TextWriter.Synchronized(output);

    public void Log(string message) => _output.Write(message);

    public void LogLine(string message) => _output.WriteLine(message);

    public void Log(string level, string message) => Write(level, message, exception: null);

    public void Log(string level, string message, params object[] args) => Write(level, Format(message, args), exception: null);

    public void Log(string level, Exception exception, string message, params object[] args) => Write(level, Format(message, args), exception);

    private void Write(string level, string message, Exception? exception) =>
        _output.WriteLine(Indented(exception is null ? $"  {level}: {message}" : $"  {level}: {message}{Environment.NewLine}{exception}"));

    private static string Indented(string entry) => entry.ReplaceLineEndings($"{Environment.NewLine}      ");

    /// <summary>Puts the arguments in the places of <c>{name}</c>, in their order.</summary>
    private static string Format(string message, object?[]? args)
    {
        int next = 0;
        return args is null or []
            ? message
            : Placeholder().Replace(message, match => next < args.Length ? Convert.ToString(args[next++], CultureInfo.InvariantCulture) ?? "" : match.Value);
    }

    [GeneratedRegex(@"\{[^{}]+\}")]
    private static partial Regex Placeholder();
}
