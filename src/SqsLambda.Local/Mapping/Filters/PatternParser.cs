using System.Text.Json;

namespace SqsLambda.Local.Mapping.Filters;

/// <summary>Reads an event pattern. (EventBridge User Guide, "Amazon EventBridge event patterns".)</summary>
internal static class PatternParser
{
    private const string Or = "$or";

    /// <param name="pattern">An object of patterns, or an array of tests.</param>
    /// <param name="path">Where in the pattern it is.</param>
    /// <exception cref="FormatException">It is no pattern.</exception>
    public static IPatternRule Parse(JsonElement pattern, string path) => pattern.ValueKind switch
    {
        JsonValueKind.Object => ParseObject(pattern, path),
        JsonValueKind.Array => ParseLeaf(pattern, path),
        _ => throw new FormatException($"{path} is neither an object nor an array of values"),
    };

    private static ObjectRule ParseObject(JsonElement pattern, string path)
    {
        List<(string Name, IPatternRule Rule)> members = [];
        List<IReadOnlyList<IPatternRule>> alternatives = [];
        foreach (JsonProperty member in pattern.EnumerateObject())
        {
            if (member.NameEquals(Or) && IsAlternatives(member.Value))
            {
                alternatives.Add([.. member.Value.EnumerateArray().Select(alternative => ParseObject(alternative, $"{path}.{Or}"))]);
            }
            else
            {
                members.Add((member.Name, Parse(member.Value, $"{path}.{member.Name}")));
            }
        }

        return members.Count + alternatives.Count > 0 ? new(members, alternatives) : throw new FormatException($"{path} is empty");
    }

    private static LeafRule ParseLeaf(JsonElement pattern, string path)
    {
        List<Func<Scalar, bool>> tests = [];
        bool matchesAbsence = false;
        foreach (JsonElement value in pattern.EnumerateArray())
        {
            if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("exists"u8, out JsonElement exists) && exists.ValueKind == JsonValueKind.False)
            {
                matchesAbsence = true;
            }
            else
            {
                tests.Add(ValueTests.Parse(value, path));
            }
        }

        return tests.Count > 0 || matchesAbsence ? new(tests, matchesAbsence) : throw new FormatException($"{path} is empty");
    }

    // Anything else is a member that happens to have this name.
    private static bool IsAlternatives(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 1
        && value.EnumerateArray().All(static alternative => alternative.ValueKind == JsonValueKind.Object);
}
