using System.Globalization;
using System.Text;
using Spectre.Console;

namespace SqsLambda.Local.Reporting;

/// <summary>The columns of a line: time, short id and start of the body on the left, 43 columns together; what happened on the right.</summary>
internal static class LineColumns
{
    /// <summary>How wide a line may be.</summary>
    public const int MaxWidth = 100;

    private const int TimeWidth = 8;
    private const int MessageWidth = 31;
    private const string Gap = "  ";

    /// <summary>The left side of a line about no single message.</summary>
    public static string Head(TimeSpan time) => time.TotalSeconds.ToString("F3", CultureInfo.InvariantCulture).PadLeft(TimeWidth) + Gap;

    /// <summary>The left side of a line that introduces a message.</summary>
    public static string Head(TimeSpan time, string shortId) => Head(time) + shortId + Gap;

    /// <summary>The left side of a line about a message: a longer id takes its room from the body.</summary>
    public static string Head(TimeSpan time, string shortId, string body)
    {
        int width = Math.Max(MessageWidth - shortId.Length - Gap.Length, 1);
        string start = Cut(body, width);
        return Head(time, shortId) + start + new string(' ', Math.Max(width - Width(start), 0)) + Gap;
    }

    /// <summary>The start of a text, with an ellipsis if it is longer than a number of columns.</summary>
    public static string Cut(string text, int width)
    {
        if (Width(text) <= width)
        {
            return text;
        }

        var start = new StringBuilder();
        int used = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            string character = rune.ToString();
            used += Width(character);
            if (used > width - 1)
            {
                break;
            }

            start.Append(character);
        }

        return start.Append('…').ToString();
    }

    // Spectre.Console knows wide characters, and is not loaded for text without any.
    private static int Width(string text) =>
        text.All(static character => character is (>= ' ' and <= '~') or '…') ? text.Length : text.GetCellWidth();
}
