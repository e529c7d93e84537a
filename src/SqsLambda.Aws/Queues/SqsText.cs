using System.Text;

namespace SqsLambda.Aws.Queues;

/// <summary>Text that SQS takes: of the characters that XML allows. (Amazon SQS API Reference, SendMessage.)</summary>
internal static class SqsText
{
    /// <summary>The beginning of a text, with a space for each character that SQS does not take.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="maxBytes">The most that it may weigh in UTF-8.</param>
    public static string Cut(string text, int maxBytes)
    {
        var cut = new StringBuilder();
        int bytes = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            Rune allowed = IsAllowed(rune) ? rune : new Rune(' ');
            if ((bytes += allowed.Utf8SequenceLength) > maxBytes)
            {
                break;
            }

            cut.Append(allowed);
        }

        return cut.ToString();
    }

    private static bool IsAllowed(Rune rune) =>
        rune.Value is 0x9 or 0xA or 0xD or (>= 0x20 and <= 0xD7FF) or (>= 0xE000 and <= 0xFFFD) or >= 0x10000;
}
