using System.Text.Json;

namespace SqsLambda.Local.Mapping.Filters;

/// <summary>One filter pattern: rules for a body that is JSON, or tests for one that is plain text.</summary>
internal sealed class FilterPattern
{
    private const int MaxLength = 4_096;

    private readonly IPatternRule _rule;
    private readonly bool _isForJson;

    private FilterPattern(IPatternRule rule, bool isForJson)
    {
        _rule = rule;
        _isForJson = isForJson;
    }

    /// <exception cref="InvalidFilterPatternException">It is no pattern on <c>body</c>.</exception>
    public static FilterPattern Parse(string pattern)
    {
        try
        {
            if (pattern.Length > MaxLength)
            {
                throw new FormatException($"it has {pattern.Length} characters, allowed are up to {MaxLength}");
            }

            using JsonDocument json = JsonDocument.Parse(pattern);
            JsonElement body = BodyOf(json.RootElement);
            return new(PatternParser.Parse(body, "body"), body.ValueKind == JsonValueKind.Object);
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            string reason = exception is JsonException ? "it is not JSON" : exception.Message;
            string shown = pattern.Length <= 100 ? pattern : $"{pattern[..100]}…";
            throw new InvalidFilterPatternException($"Invalid filter pattern definition. '{shown.ReplaceLineEndings(" ")}': {reason}.");
        }
    }

    /// <param name="body">The body.</param>
    /// <param name="json">The body as JSON, if it is.</param>
    public bool Matches(string body, JsonElement? json) =>
        _isForJson == json.HasValue && (json is { } element ? _rule.Matches(element) : ((LeafRule)_rule).Matches(new Scalar(JsonValueKind.String, body)));

    private static JsonElement BodyOf(JsonElement pattern)
    {
        if (pattern.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("it is no JSON object");
        }

        foreach (JsonProperty member in pattern.EnumerateObject())
        {
            if (!member.NameEquals("body"u8))
            {
                throw new FormatException($"it has the key \"{member.Name}\", and for SQS only \"body\" is allowed");
            }
        }

        return pattern.TryGetProperty("body"u8, out JsonElement body) ? body : throw new FormatException("it has no key \"body\"");
    }
}
