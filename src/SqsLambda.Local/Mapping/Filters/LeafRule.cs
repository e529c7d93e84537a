using System.Text.Json;

namespace SqsLambda.Local.Mapping.Filters;

/// <summary>
/// Tests of a value, any of which will do. Of an array any element will do; of an object none, since only what is at the end of a path is
/// tested.
/// </summary>
/// <param name="tests">The tests.</param>
/// <param name="matchesAbsence">Whether it will also do that there is no value.</param>
/// <remarks>EventBridge User Guide, "Comparison operators for use in event patterns".</remarks>
internal sealed class LeafRule(IReadOnlyList<Func<Scalar, bool>> tests, bool matchesAbsence) : IPatternRule
{
    public bool Matches(JsonElement value)
    {
        bool isPresent = false;
        return AnyMatches(value, ref isPresent) || (matchesAbsence && !isPresent);
    }

    public bool Matches(Scalar scalar) => tests.Any(test => test(scalar));

    private bool AnyMatches(JsonElement value, ref bool isPresent)
    {
        if (value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Object)
        {
            return false;
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            isPresent = true;
            return Matches(Scalar.Of(value));
        }

        foreach (JsonElement element in value.EnumerateArray())
        {
            if (AnyMatches(element, ref isPresent))
            {
                return true;
            }
        }

        return false;
    }
}
