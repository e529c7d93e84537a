using System.Buffers;

namespace SqsLambda.Batch.Logging;

/// <summary>
/// Makes untrusted text safe for a log. The result cannot add a line, move the cursor of a terminal, reverse the text direction or flood the log.
/// </summary>
internal static class LogText
{
    private const int MaxTextLength = 1_000;
    private const int MaxExceptionLength = 8_000;

    // Control characters (Unicode category Cc), the line and paragraph separators, and the bidirectional controls (property Bidi_Control).
    private static readonly SearchValues<char> Unsafe = SearchValues.Create(
    [
        .. Enumerable.Range('\0', '\u00a0').Select(static code => (char)code).Where(char.IsControl),
        '\u061c', '\u200e', '\u200f', '\u2028', '\u2029', '\u202a', '\u202b', '\u202c', '\u202d', '\u202e', '\u2066', '\u2067', '\u2068', '\u2069',
    ]);

    /// <summary>Returns the first characters of a text in one line. A space replaces each character that a log must not contain.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxLength">The maximum number of characters: by default 1,000. A text that is cut ends with an ellipsis.</param>
    public static string OneLine(string text, int maxLength = MaxTextLength)
    {
        string cut = text.Length <= maxLength ? text : string.Concat(text.AsSpan(0, maxLength), "…");
        return cut.AsSpan().ContainsAny(Unsafe)
            ? string.Create(cut.Length, cut, static (span, source) =>
            {
                source.CopyTo(span);
                span.ReplaceAny(Unsafe, ' ');
            })
            : cut;
    }

    /// <summary>The message of an exception that somebody else wrote. It may be <see langword="null"/> or throw in its turn.</summary>
    public static string Of(Exception exception) => Safely(exception, static exception => exception.Message);

    /// <summary>The whole description of an exception that somebody else wrote. It may be <see langword="null"/> or throw in its turn.</summary>
    public static string DescriptionOf(Exception exception) => Safely(exception, static exception => exception.ToString());

    /// <summary>
    /// Whether an exception is safe for the logger, which writes its whole text. The text must not contain lines other than those of a stack
    /// trace, because they could look like log lines. Only the line break of .NET separates
    /// lines here. No other character that ends a line on a terminal is allowed.
    /// </summary>
    public static bool IsPrintable(Exception exception)
    {
        try
        {
            string text = exception.ToString();
            bool isFirst = true;
            foreach (Range range in text.AsSpan().Split(Environment.NewLine))
            {
                ReadOnlySpan<char> line = text.AsSpan(range);
                if ((!isFirst && !IsOfStackTrace(line)) || line.ContainsAny(Unsafe))
                {
                    return false;
                }

                isFirst = false;
            }

            return text.Length <= MaxExceptionLength;
        }
        catch (Exception)
        {
            return false;
        }
    }

    private static string Safely(Exception exception, Func<Exception, string?> text)
    {
        try
        {
            return text(exception) ?? "";
        }
        catch (Exception)
        {
            return exception.GetType().Name;
        }
    }

    /// <summary>Whether a line belongs to a stack trace of .NET: a call, an inner exception or the end of one of them.</summary>
    private static bool IsOfStackTrace(ReadOnlySpan<char> line) =>
        line is "" or "<---"
        || line.StartsWith("   at ", StringComparison.Ordinal)
        || line.StartsWith("   --- End of inner exception stack trace ---", StringComparison.Ordinal)
        || line.StartsWith("--- End of stack trace from previous location ---", StringComparison.Ordinal)
        || line.StartsWith(" ---> ", StringComparison.Ordinal);
}
