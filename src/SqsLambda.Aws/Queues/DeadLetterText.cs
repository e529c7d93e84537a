using System.Text;

namespace SqsLambda.Aws.Queues;

/// <summary>Text that SQS accepts in a message: the characters that XML allows. (Amazon SQS API Reference, SendMessage.)</summary>
internal static class DeadLetterText
{
    /// <summary>Cuts a text to a size and replaces each character that SQS does not accept with a space.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="maxBytes">The maximum size in UTF-8.</param>
    public static string Truncate(string? text, int maxBytes)
    {
        var result = new StringBuilder();
        int bytes = 0;
        foreach (Rune rune in (text ?? "").EnumerateRunes())
        {
            Rune accepted = IsAccepted(rune) ? rune : new Rune(' ');
            if ((bytes += accepted.Utf8SequenceLength) > maxBytes)
            {
                break;
            }

            result.Append(accepted);
        }

        return result.ToString();
    }

    private static bool IsAccepted(Rune rune) =>
        rune.Value is 0x9 or 0xA or 0xD or (>= 0x20 and <= 0xD7FF) or (>= 0xE000 and <= 0xFFFD) or >= 0x10000;
}
