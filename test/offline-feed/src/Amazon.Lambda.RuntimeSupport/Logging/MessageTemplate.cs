using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace Amazon.Lambda.RuntimeSupport.Logging;

/// <summary>A place for an argument in a template: <c>{@name:format}</c>.</summary>
internal sealed record Hole(string Token, string Name, string Format, bool IsSerialized)
{
    public static Hole Parse(string content)
    {
        bool isSerialized = content[0] == '@';
        string[] parts = (isSerialized ? content[1..] : content).Split(':', 2);
        string format = parts.Length > 1 ? parts[1].Trim() : "";
        return new($"{{{content}}}", parts[0].Trim(), format.Length > 0 ? format : null, isSerialized);
    }
}

/// <summary>
/// A text with places for arguments. As in the official package, <c>{{</c> is an escaped brace but <c>}}</c> is not, and <c>{}</c> takes the argument of the
/// place that comes next, which then stays as it is written.
/// </summary>
internal static class MessageTemplate
{
    public static IReadOnlyList<Hole> Holes(string template) =>
        [.. Parts(template).Where(static part => part.Content?.Length > 0).Select(static part => Hole.Parse(part.Content))];

    /// <summary>Whether the names are the numbers from 0 on, in any order.</summary>
    public static bool IsPositional(IReadOnlyList<Hole> holes)
    {
        var positions = new HashSet<int>();
        foreach (Hole hole in holes)
        {
            if (!int.TryParse(hole.Name, NumberStyles.Integer, CultureInfo.InvariantCulture, out int position))
            {
                return false;
            }

            positions.Add(position);
        }

        return positions.Count > 0 && positions.Min() == 0 && positions.Max() == positions.Count - 1;
    }

    public static string Apply(string template, object[] arguments)
    {
        IReadOnlyList<Hole> holes = arguments is { Length: > 0 } ? Holes(template) : [];
        if (holes.Count == 0)
        {
            return template;
        }

        bool positional = IsPositional(holes);
        var text = new StringBuilder(template.Length);
        int next = 0;
        foreach ((string literal, string content, int end) in Parts(template))
        {
            text.Append(literal);
            if (content is null)
            {
                break;
            }

            int index = positional ? int.Parse(holes[next].Name, CultureInfo.InvariantCulture) : next;
            text.Append(ArgumentText.InMessage(index < arguments.Length ? arguments[index] : null, holes[next]));
            next++;
            if (!positional && (next == holes.Count || next == arguments.Length))
            {
                return text.Append(template, end, template.Length - end).ToString();
            }
        }

        return text.ToString();
    }

    /// <summary>The text before each place, what the place says, and where it ends; at last the text after the last place, with no content.</summary>
    private static IEnumerable<(string Literal, string Content, int End)> Parts(string template)
    {
        var literal = new StringBuilder();
        int open = -1;
        for (int i = 0; i < template.Length; i++)
        {
            char character = template[i];
            if (open < 0)
            {
                if (character == '{')
                {
                    open = i;
                }
                else
                {
                    literal.Append(character);
                }
            }
            else if (character == '}')
            {
                yield return ($"{literal}", template[(open + 1)..i], i + 1);
                literal.Clear();
                open = -1;
            }
            else if (character == '{' && open == i - 1)
            {
                literal.Append("{{");
                open = -1;
            }
        }

        yield return ($"{literal}", null, template.Length);
    }
}
