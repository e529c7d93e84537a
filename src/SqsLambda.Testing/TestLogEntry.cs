using System.Globalization;
using System.Text.RegularExpressions;

namespace SqsLambda.Testing;

/// <summary>One entry of a <see cref="TestLogger"/>.</summary>
public sealed partial class TestLogEntry
{
    internal TestLogEntry(string level, string template, IReadOnlyList<object?>? arguments, Exception? exception)
    {
        Level = level;
        Template = template;
        Arguments = arguments ?? [];
        Exception = exception;
    }

    /// <summary>The level, for example <c>Warning</c>; empty if the entry was logged without a level.</summary>
    public string Level { get; }

    /// <summary>The message as it was logged, with its placeholders.</summary>
    public string Template { get; }

    /// <summary>The values of the placeholders.</summary>
    public IReadOnlyList<object?> Arguments { get; }

    /// <summary>The exception, or <see langword="null"/>.</summary>
    public Exception? Exception { get; }

    /// <summary>
    /// The message with the values in place of its placeholders: <c>{name}</c> by order, <c>{0}</c> by number, if every placeholder is a number. A
    /// placeholder without a value stays, and <c>{{</c> is a brace.
    /// </summary>
    public string Message
    {
        get
        {
            int next = 0;
            bool byNumber = Placeholder().Matches(Template).Where(static match => match.Groups["name"].Success).All(static match => int.TryParse(match.Groups["name"].ValueSpan, out _));
            return Placeholder().Replace(Template, match =>
            {
                if (!match.Groups["name"].Success)
                {
                    return match.Value[..1];
                }

                int index = byNumber ? int.Parse(match.Groups["name"].ValueSpan, CultureInfo.InvariantCulture) : next++;
                return index < Arguments.Count ? Formatted(Arguments[index], match.Groups["format"]) : match.Value;
            });
        }
    }

    internal string Line => Level.Length == 0 ? Message : $"{Level}: {Message}";

    /// <summary>Returns <c>Level: message</c>.</summary>
    /// <returns>The line.</returns>
    public override string ToString() => Line;

    private static string Formatted(object? value, Group format) => format.Success && value is IFormattable formattable
        ? formattable.ToString(format.Value, CultureInfo.InvariantCulture)
        : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    [GeneratedRegex(@"\{\{|\}\}|\{@?(?<name>[^{}:,]+)(,-?\d+)?(:(?<format>[^{}]+))?\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Placeholder();
}
