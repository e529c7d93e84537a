using System.Globalization;

namespace SqsLambda.Aws;

/// <summary>Makes a text safe for a log: one line, without control characters.</summary>
internal static class OneLine
{
    /// <summary>Replaces each control character, format character and line or paragraph separator with a space.</summary>
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
