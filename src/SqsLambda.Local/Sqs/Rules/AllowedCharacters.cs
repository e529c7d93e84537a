using System.Buffers;
using System.Text;

namespace SqsLambda.Local.Sqs.Rules;

/// <summary>The characters that SQS allows in its parameters.</summary>
internal static class AllowedCharacters
{
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    private static readonly SearchValues<char> AttributeNameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.");

    // Amazon SQS API Reference, SendMessage: #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF. Surrogates are
    // suspect, since only a pair of them is a character.
    private static readonly SearchValues<char> Suspects = SearchValues.Create([
        .. Enumerable.Range(0, 0x20).Select(c => (char)c).Where(c => c is not ('\t' or '\n' or '\r')),
        .. Enumerable.Range(0xD800, 0x800).Select(c => (char)c), '\uFFFE', '\uFFFF']);

    /// <summary>Whether a message body or attribute value contains only allowed characters.</summary>
    public static bool IsContent(ReadOnlySpan<char> text)
    {
        while (text.IndexOfAny(Suspects) is var i and >= 0)
        {
            if (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
            {
                return false;
            }

            text = text[(i + 2)..];
        }

        return true;
    }

    /// <summary>Whether the text contains only letters, digits, hyphens and underscores.</summary>
    public static bool IsName(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(NameCharacters);

    /// <summary>Whether the text contains only letters, digits, hyphens, underscores and periods.</summary>
    public static bool IsAttributeName(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(AttributeNameCharacters);

    /// <summary>Whether the text is 1 to 128 alphanumerical characters and punctuation.</summary>
    public static bool IsGroupOrDeduplicationId(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= SqsLimits.GroupOrDeduplicationIdLength && !text.ContainsAnyExceptInRange('!', '~');

    /// <summary>Whether the text contains only letters and numbers of any script, blanks and <c>_.:/=+-@</c>.</summary>
    public static bool IsTag(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (!Rune.IsLetter(rune) && !Rune.IsNumber(rune) && !Rune.IsWhiteSpace(rune)
                && !(rune.IsAscii && "_.:/=+-@".Contains((char)rune.Value, StringComparison.Ordinal)))
            {
                return false;
            }
        }

        return true;
    }
}
