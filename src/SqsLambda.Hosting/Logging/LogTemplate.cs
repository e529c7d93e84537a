using System.Text;

namespace SqsLambda.Hosting.Logging;

/// <summary>A message template of <c>Microsoft.Extensions.Logging</c>: <c>Wrote {Count,5:N0} bytes</c>.</summary>
internal sealed class LogTemplate
{
    private LogTemplate(IReadOnlyList<Part> parts) => Parts = parts;

    public IReadOnlyList<Part> Parts { get; }

    /// <summary>Whether a value of this name has a place in the text.</summary>
    public bool Names(string name) => Parts.Any(part => string.Equals(part.Name, name, StringComparison.OrdinalIgnoreCase));

    public static LogTemplate Parse(string template)
    {
        var parts = new List<Part>();
        var text = new StringBuilder();
        for (int i = 0; i < template.Length; i++)
        {
            char character = template[i];
            if (character is '{' or '}' && i + 1 < template.Length && template[i + 1] == character)
            {
                text.Append(character);
                i++;
            }
            else if (character == '{' && EndOfPlace(template, i) is var end and > 0)
            {
                parts.Add(new(text.ToString(), null, null));
                text.Clear();
                parts.Add(Place(template[(i + 1)..end]));
                i = end;
            }
            else
            {
                text.Append(character);
            }
        }

        parts.Add(new(text.ToString(), null, null));
        return new([.. parts.Where(static part => part is not { Name: null, Text: "" })]);
    }

    /// <summary>Where the brace is that closes a place, or -1 if the opening brace is text.</summary>
    private static int EndOfPlace(string template, int start)
    {
        int next = template.AsSpan(start + 1).IndexOfAny('{', '}') + start + 1;
        return next > start + 1 && template[next] == '}' ? next : -1;
    }

    private static Part Place(string content)
    {
        int end = content.AsSpan().IndexOfAny(',', ':');
        return end < 0 ? new($"{{{content}}}", content, null) : new($"{{{content}}}", content[..end], content[end..]);
    }

    /// <summary>A part of a template.</summary>
    /// <param name="Text">The text, or how the template writes the place.</param>
    /// <param name="Name">The name of the value for this place; <see langword="null"/> for text.</param>
    /// <param name="Format">How the value is written: for example <c>,5:N2</c>.</param>
    internal sealed record Part(string Text, string? Name, string? Format);
}
