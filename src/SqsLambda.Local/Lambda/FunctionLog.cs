using System.Globalization;
using System.Text.RegularExpressions;

namespace SqsLambda.Local.Lambda;

/// <summary>
/// Writes what the function logs, one entry at a time, in the text format of Lambda's .NET runtime. The further lines of an entry are indented.
/// Safe for concurrent use.
/// </summary>
internal sealed partial class FunctionLog(TextWriter output)
{
    private readonly TextWriter _output = TextWriter.Synchronized(output);

    /// <summary>Whether the user sees the log.</summary>
    public bool IsShown { get; init; } = true;

    /// <summary>Writes text as it is.</summary>
    public void Write(string? text) => _output.Write(text);

    /// <summary>Writes a line as it is.</summary>
    public void WriteLine(string? line) => _output.WriteLine(line);

    /// <summary>Writes an entry.</summary>
    /// <param name="level">Its level, such as <c>Information</c>.</param>
    /// <param name="message">The message. <c>{name}</c> is replaced by the argument of that position.</param>
    /// <param name="arguments">The arguments, if there are any.</param>
    /// <param name="exception">The exception that belongs to the entry, if there is one.</param>
    public void Write(string level, string? message, object?[]? arguments, Exception? exception)
    {
        string text = Format(message ?? "", arguments);
        _output.WriteLine(Indented(exception is null ? $"  {level}: {text}" : $"  {level}: {text}{Environment.NewLine}{exception}"));
    }

    private static string Indented(string entry) => entry.ReplaceLineEndings($"{Environment.NewLine}      ");

    private static string Format(string message, object?[]? arguments)
    {
        int next = 0;
        return arguments is null or []
            ? message
            : Placeholder().Replace(
                message, match => next < arguments.Length ? Convert.ToString(arguments[next++], CultureInfo.InvariantCulture) ?? "" : match.Value);
    }

    [GeneratedRegex(@"\{[^{}]+\}")]
    private static partial Regex Placeholder();
}
