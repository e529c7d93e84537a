using System.Text.Json;

namespace SqsLambda.Local.Mapping.Filters;

/// <summary>The filter of an event source mapping. The function gets the messages that match at least one pattern, or all if there is no pattern.</summary>
/// <remarks>
/// <para>
/// Lambda Developer Guide, "Control which events Lambda sends to your function" and "Using event filtering with an Amazon SQS event source".
/// A pattern tests the key <c>body</c>: its value is a list of values and operators (a plain string pattern) or an object with such lists
/// at its ends (a JSON pattern). A plain string pattern matches only plain text bodies, a JSON pattern only JSON bodies.
/// (The guide's third case, a pattern without <c>body</c>, is not possible: no other key is supported, and no object may be empty.)
/// </para>
/// <para>
/// AWS does not define a JSON body. Here it is an object or an array, because a pattern can only look into those. A number, a quoted string,
/// <c>true</c>, <c>false</c> and <c>null</c> are plain text, character by character. So is an object or array that is not valid JSON or is
/// more than 1,000 levels deep. Half of a surrogate pair in a string is a character like others. If a name occurs twice in an object, the
/// last one counts.
/// </para>
/// </remarks>
internal sealed class FilterCriteria
{
    /// <summary>Lambda's quota of patterns per mapping. (AWS raises it to 10 on request.)</summary>
    public const int MaxPatterns = 5;

    private readonly Conjunction[] _alternatives;

    private FilterCriteria(IReadOnlyList<string> patterns, Conjunction[] alternatives) => (Patterns, _alternatives) = (patterns, alternatives);

    /// <summary>The patterns as they were written.</summary>
    public IReadOnlyList<string> Patterns { get; }

    /// <summary>Compiles patterns: at most 5, each at most 4,096 characters.</summary>
    /// <exception cref="InvalidFilterPatternException">There are too many patterns, or Lambda would refuse one of them.</exception>
    public static FilterCriteria Parse(IReadOnlyList<string> patterns)
    {
        if (patterns.Count > MaxPatterns)
        {
            throw new InvalidFilterPatternException($"{patterns.Count} patterns are given, at most {MaxPatterns} are allowed");
        }

        return new(patterns, [.. patterns.SelectMany(static (pattern, index) => new PatternCompiler(index + 1).Compile(pattern))]);
    }

    /// <summary>Whether the function gets a message with this body. Lambda deletes the others. It does not throw for any text.</summary>
    public bool Matches(string body)
    {
        if (_alternatives.Length == 0)
        {
            return true;
        }

        using JsonDocument? json = body.AsSpan().TrimStart(" \t\r\n") is ['{' or '[', ..] ? JsonText.TryParse(body) : null;
        foreach (Conjunction alternative in _alternatives)
        {
            if (json is null ? alternative.MatchesText(body) : alternative.MatchesJson(json.RootElement))
            {
                return true;
            }
        }

        return false;
    }
}
