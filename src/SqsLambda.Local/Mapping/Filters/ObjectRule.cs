using System.Text.Json;

namespace SqsLambda.Local.Mapping.Filters;

/// <summary>Rules for the members of an object, all of which must hold. Of an array they must all hold in one and the same element.</summary>
/// <param name="members">The rules, by the names of the members.</param>
/// <param name="alternatives">The contents of each <c>$or</c>: rules for the same object, any of which will do.</param>
internal sealed class ObjectRule(IReadOnlyList<(string Name, IPatternRule Rule)> members, IReadOnlyList<IReadOnlyList<IPatternRule>> alternatives) : IPatternRule
{
    public bool Matches(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() == 0)
        {
            return AllMatch(value);
        }

        foreach (JsonElement element in value.EnumerateArray())
        {
            if (Matches(element))
            {
                return true;
            }
        }

        return false;
    }

    private bool AllMatch(JsonElement value)
    {
        foreach (var (name, rule) in members)
        {
            if (!rule.Matches(Member(value, name)))
            {
                return false;
            }
        }

        foreach (var rules in alternatives)
        {
            if (!rules.Any(rule => rule.Matches(value)))
            {
                return false;
            }
        }

        return true;
    }

    private static JsonElement Member(JsonElement value, string name)
    {
        try
        {
            return value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out JsonElement member) ? member : default;
        }
        catch (InvalidOperationException)
        {
            // A name has half a surrogate pair, which no other name equals.
            return value.EnumerateObject().LastOrDefault(member => IsNamed(member, name)).Value;
        }
    }

    private static bool IsNamed(JsonProperty member, string name)
    {
        try
        {
            return member.NameEquals(name);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
