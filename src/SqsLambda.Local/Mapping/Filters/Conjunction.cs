using System.Text.Json;

namespace SqsLambda.Local.Mapping.Filters;

/// <summary>Conditions that a body must meet together.</summary>
/// <remarks>
/// <para>
/// If the path to a field leads through an array, any element may hold the field. But if several conditions look into the same array, one
/// element must meet all of them. (Event Ruler, the engine behind EventBridge: "JSON array matching".)
/// </para>
/// <para>
/// Conditions are checked in the order of their paths, and the first field that is found in an array selects the element. A field must be
/// absent from the selected element only, or from all elements if none is selected. The engine does the same.
/// </para>
/// </remarks>
/// <param name="conditions">At least one, sorted by path, each path once.</param>
internal sealed class Conjunction(FieldCondition[] conditions)
{
    private bool HasPlainPattern => conditions[0].Path.Depth == 0;

    /// <summary>Whether a body of plain text matches.</summary>
    public bool MatchesText(string body) =>
        HasPlainPattern && conditions.Length == 1 && conditions[0].Accepts(new FieldValue(JsonValueKind.String, body));

    /// <summary>Whether a body that is a JSON object or array matches.</summary>
    public bool MatchesJson(JsonElement body) => !HasPlainPattern && AreMet(body, 0, conditions.Length, depth: 0, firstIsPresent: false);

    // The paths of the conditions from start to end have the same first names: as many as depth says. These names lead to the value. It is
    // undefined if it does not exist.
    private bool AreMet(JsonElement value, int start, int end, int depth, bool firstIsPresent)
    {
        if (conditions[start].Path.Depth == depth)
        {
            return HoldsScalar(value, conditions[start]) || (!firstIsPresent && IsMetByAbsence(value, start, depth));
        }

        for (int present = start; present < end; present++)
        {
            if (HoldsObject(value, present, end, depth))
            {
                return true;
            }

            if (firstIsPresent || !IsMetByAbsence(value, present, depth))
            {
                return false;
            }
        }

        return true;
    }

    private bool HoldsObject(JsonElement value, int start, int end, int depth)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            return AreMetInside(value, start, end, depth);
        }

        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement element in value.EnumerateArray())
            {
                if (HoldsObject(element, start, end, depth))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private bool AreMetInside(JsonElement settled, int start, int end, int depth)
    {
        bool isFirst = true;
        while (start < end)
        {
            int groupEnd = EndOfGroup(start, end, depth);
            if (!AreMet(Field(settled, conditions[start].Path[depth]), start, groupEnd, depth + 1, firstIsPresent: isFirst))
            {
                return false;
            }

            isFirst = false;
            start = groupEnd;
        }

        return true;
    }

    // Conditions on a field and on fields inside it do not share an element: they are two groups.
    private int EndOfGroup(int start, int end, int depth)
    {
        FieldPath first = conditions[start].Path;
        int next = start + 1;
        while (next < end && first.Depth > depth + 1 && conditions[next].Path[depth].SequenceEqual(first[depth]))
        {
            next++;
        }

        return next;
    }

    private bool IsMetByAbsence(JsonElement value, int index, int depth) =>
        conditions[index].AcceptsAbsence && !IsPresent(value, conditions[index].Path, depth);

    private static bool IsPresent(JsonElement value, FieldPath path, int depth)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement element in value.EnumerateArray())
            {
                if (IsPresent(element, path, depth))
                {
                    return true;
                }
            }

            return false;
        }

        return value.ValueKind == JsonValueKind.Object
            ? depth < path.Depth && IsPresent(Field(value, path[depth]), path, depth + 1)
            : depth == path.Depth && value.ValueKind != JsonValueKind.Undefined;
    }

    private static bool HoldsScalar(JsonElement value, FieldCondition condition)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement element in value.EnumerateArray())
            {
                if (HoldsScalar(element, condition))
                {
                    return true;
                }
            }

            return false;
        }

        return value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Undefined) && condition.Accepts(value);
    }

    private static JsonElement Field(JsonElement value, ReadOnlySpan<byte> name) =>
        LenientJson.TryGetMember(value, name, out JsonElement field) ? field : default;
}
