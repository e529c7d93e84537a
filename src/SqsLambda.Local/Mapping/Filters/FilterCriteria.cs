using System.Text.Json;

namespace SqsLambda.Local.Mapping.Filters;

/// <summary>
/// Which messages reach the function: those that match any of the patterns, and all where there is none. Lambda deletes the others. (Lambda
/// Developer Guide, "Using event filtering with an Amazon SQS event source".)
/// </summary>
/// <remarks>
/// A pattern for JSON never matches a body that is plain text, nor the other way round. What counts as JSON is not documented; here it is an
/// object or an array.
/// </remarks>
internal sealed class FilterCriteria
{
    private const int MaxFilters = 5;

    private readonly FilterPattern[] _patterns;

    private FilterCriteria(FilterPattern[] patterns) => _patterns = patterns;

    /// <summary>No filter.</summary>
    public static FilterCriteria None { get; } = new([]);

    /// <summary>Reads patterns.</summary>
    /// <param name="patterns">Up to 5, each a JSON object with the key <c>body</c>, of up to 4,096 characters.</param>
    /// <exception cref="InvalidFilterPatternException">There are too many, or one is none.</exception>
    public static FilterCriteria Parse(IReadOnlyList<string> patterns) => patterns.Count switch
    {
        0 => None,
        > MaxFilters => throw new InvalidFilterPatternException($"There are {patterns.Count} filters: allowed are up to {MaxFilters}."),
        _ => new([.. patterns.Select(FilterPattern.Parse)]),
    };

    /// <summary>Whether a message of that body reaches the function.</summary>
    public bool Matches(string body)
    {
        if (_patterns.Length == 0)
        {
            return true;
        }

        using JsonDocument? json = ParseJson(body);
        foreach (FilterPattern pattern in _patterns)
        {
            if (pattern.Matches(body, json?.RootElement))
            {
                return true;
            }
        }

        return false;
    }

    private static JsonDocument? ParseJson(string body)
    {
        if (body.AsSpan().TrimStart() is not ['{' or '[', ..])
        {
            return null;
        }

        try
        {
            return JsonDocument.Parse(body);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            return null;
        }
    }
}
