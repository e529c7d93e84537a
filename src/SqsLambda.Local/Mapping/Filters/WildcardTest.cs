using System.Text;

namespace SqsLambda.Local.Mapping.Filters;

/// <summary>The operator <c>wildcard</c>: <c>*</c> stands for any characters; <c>\*</c> and <c>\\</c> stand for themselves.</summary>
internal static class WildcardTest
{
    /// <exception cref="FormatException">Two wildcards follow each other, or a backslash is in front of something else.</exception>
    public static Func<string, bool> Parse(string pattern, string where)
    {
        string[] pieces = Split(pattern, where);
        return text => Matches(text, pieces);
    }

    private static string[] Split(string pattern, string where)
    {
        List<string> pieces = [];
        var piece = new StringBuilder();
        for (int i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '*' when pieces.Count > 0 && piece.Length == 0:
                    throw new FormatException($"{where} has two wildcards in a row");
                case '*':
                    pieces.Add(piece.ToString());
                    piece.Clear();
                    break;
                case '\\' when i + 1 < pattern.Length && pattern[i + 1] is '*' or '\\':
                    piece.Append(pattern[++i]);
                    break;
                case '\\':
                    throw new FormatException($"{where} has a backslash that is in front of neither * nor another one");
                default:
                    piece.Append(pattern[i]);
                    break;
            }
        }

        return [.. pieces, piece.ToString()];
    }

    private static bool Matches(string text, string[] pieces)
    {
        if (pieces is [var all])
        {
            return text == all;
        }

        string last = pieces[^1];
        if (text.Length < pieces[0].Length + last.Length
            || !text.StartsWith(pieces[0], StringComparison.Ordinal)
            || !text.EndsWith(last, StringComparison.Ordinal))
        {
            return false;
        }

        ReadOnlySpan<char> middle = text.AsSpan(pieces[0].Length, text.Length - pieces[0].Length - last.Length);
        foreach (string piece in pieces.AsSpan(1, pieces.Length - 2))
        {
            int at = middle.IndexOf(piece, StringComparison.Ordinal);
            if (at < 0)
            {
                return false;
            }

            middle = middle[(at + piece.Length)..];
        }

        return true;
    }
}
