using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace SqsLambda.Local.Mapping.Filters;

/// <summary><c>wildcard</c>: a string that consists of these literals with any text between them.</summary>
internal sealed record Wildcard(string[] Literals) : ValueTest
{
    /// <summary>
    /// Splits a pattern at its asterisks. Two asterisks must not follow each other. A backslash must precede an asterisk or a backslash, which
    /// then stands for itself.
    /// </summary>
    public static bool TryParse(string pattern, [NotNullWhen(true)] out Wildcard? wildcard)
    {
        wildcard = null;
        var literals = new List<string>();
        var literal = new StringBuilder();
        for (int i = 0; i < pattern.Length; i++)
        {
            switch (pattern.AsSpan(i))
            {
                case ['*', '*', ..] or ['\\'] or ['\\', not ('*' or '\\'), ..]:
                    return false;
                case ['*', ..]:
                    literals.Add(literal.ToString());
                    literal.Clear();
                    break;
                case ['\\', ..]:
                    literal.Append(pattern[++i]);
                    break;
                default:
                    literal.Append(pattern[i]);
                    break;
            }
        }

        wildcard = new([.. literals, literal.ToString()]);
        return true;
    }

    public override bool Accepts(in FieldValue value)
    {
        ReadOnlySpan<char> rest = value.Text;
        if (value.Kind != JsonValueKind.String || !rest.StartsWith(Literals[0]))
        {
            return false;
        }

        rest = rest[Literals[0].Length..];
        for (int i = 1; i < Literals.Length - 1; i++)
        {
            int at = rest.IndexOf(Literals[i]);
            if (at < 0)
            {
                return false;
            }

            rest = rest[(at + Literals[i].Length)..];
        }

        return Literals.Length == 1 ? rest.IsEmpty : rest.EndsWith(Literals[^1]);
    }
}
