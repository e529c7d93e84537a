using System.Globalization;
using System.Text;

namespace SqsLambda.Local.Reporting;

/// <summary>
/// Makes text from outside safe for a terminal: bodies, reasons, logs and file names cannot move the cursor, change colours, reverse the
/// direction of writing or add a line. Every text that the program prints goes through here.
/// </summary>
internal static class PrintableText
{
    /// <summary>
    /// Replaces with a space each control character, each invisible format character (bidirectional controls are among them) and each line
    /// separator. Half a surrogate pair becomes U+FFFD.
    /// </summary>
    public static string Line(string text) => IsPlain(text) ? text : Clean(text, keepsLines: false);

    /// <summary>Does the same, but keeps line breaks and tabs.</summary>
    public static string Lines(string text) => IsPlain(text) ? text : Clean(text, keepsLines: true);

    /// <summary>Writes the same characters of a JSON text as <c>\uXXXX</c>, which keeps its meaning; line breaks and tabs stay.</summary>
    public static string Json(string json)
    {
        if (IsPlain(json))
        {
            return json;
        }

        var escaped = new StringBuilder(json.Length);
        foreach (char character in json)
        {
            bool isKept = char.IsSurrogate(character) || character is '\n' or '\r' or '\t' || !IsUnsafe(char.GetUnicodeCategory(character));
            _ = isKept ? escaped.Append(character) : escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
        }

        return escaped.ToString();
    }

    private static bool IsPlain(string text) => !text.AsSpan().ContainsAnyExceptInRange(' ', '~');

    private static string Clean(string text, bool keepsLines)
    {
        var cleaned = new StringBuilder(text.Length);
        int index = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool isKept = keepsLines && IsLayout(text, index, rune);
            _ = isKept || !IsUnsafe(Rune.GetUnicodeCategory(rune)) ? cleaned.Append(rune.ToString()) : cleaned.Append(' ');
            index += rune.Utf16SequenceLength;
        }

        return cleaned.ToString();
    }

    // A carriage return alone would let the text after it hide the text before it.
    private static bool IsLayout(string text, int index, Rune rune) =>
        rune.Value is '\n' or '\t' || (rune.Value == '\r' && index + 1 < text.Length && text[index + 1] == '\n');

    private static bool IsUnsafe(UnicodeCategory category) => category
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
