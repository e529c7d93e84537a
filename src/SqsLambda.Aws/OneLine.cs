using System.Globalization;

namespace SqsLambda.Aws;

/// <summary>Text for a log: one line, without control characters.</summary>
internal static class OneLine
{
    /// <summary>Replaces each control, line-separating and bidirectional character with a space.</summary>
    public static string Of(string? text) => string.Create((text ?? "").Length, text ?? "", static (line, source) =>
    {
        for (int i = 0; i < line.Length; i++)
        {
            line[i] = IsShown(source[i]) ? source[i] : ' ';
        }
    });

    private static bool IsShown(char character) => char.GetUnicodeCategory(character)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
