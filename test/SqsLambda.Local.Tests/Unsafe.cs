using System.Globalization;

namespace SqsLambda.Local.Tests;

/// <summary>Characters that a terminal obeys, or that hide or turn round the text beside them.</summary>
internal static class Unsafe
{
    /// <summary>Checks a text that may have lines.</summary>
    public static void AssertNone(string text) => Assert.DoesNotContain(
        text.ReplaceLineEndings("").Replace(Environment.NewLine, "", StringComparison.Ordinal),
        static character => char.GetUnicodeCategory(character)
            is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
