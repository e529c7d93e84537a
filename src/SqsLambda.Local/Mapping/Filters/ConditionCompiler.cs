using System.Text.Json;

namespace SqsLambda.Local.Mapping.Filters;

/// <summary>Turns the list at the end of a path into a condition.</summary>
internal sealed class ConditionCompiler(int patternNumber, FieldPath field)
{
    private const string Entries =
        "an entry is a string, a number, true, false, null or an object with one of the operators anything-but, cidr, equals-ignore-case, exists, numeric, prefix, suffix, wildcard";

    /// <exception cref="InvalidFilterPatternException">Lambda would refuse the list.</exception>
    public FieldCondition Compile(JsonElement list)
    {
        var tests = new List<ValueTest>();
        bool acceptsAbsence = false;
        foreach (JsonElement entry in list.EnumerateArray())
        {
            if (entry.ValueKind == JsonValueKind.Object && SingleMember(entry, Entries) is { Name: Operator.Exists, Value.ValueKind: JsonValueKind.False })
            {
                acceptsAbsence = true;
            }
            else
            {
                tests.Add(Test(entry));
            }
        }

        return tests.Count > 0 || acceptsAbsence
            ? new(field, [.. tests], acceptsAbsence)
            : throw Refuse($"the array is empty; {Entries}");
    }

    private ValueTest Test(JsonElement entry) => entry.ValueKind switch
    {
        JsonValueKind.Object => Test(SingleMember(entry, Entries)),
        JsonValueKind.Array => throw Refuse($"an entry is an array; {Entries}"),
        _ => ExactValue.Of(entry),
    };

    private ValueTest Test(JsonProperty member) => member.Name switch
    {
        Operator.Exists when member.Value.ValueKind == JsonValueKind.True => new AnyValue(),
        Operator.Exists => throw Refuse("\"exists\" takes true or false"),
        Operator.Prefix or Operator.Suffix when member.Value.ValueKind == JsonValueKind.Object => AffixIgnoringCase(member),
        Operator.Prefix or Operator.Suffix or Operator.EqualsIgnoreCase or Operator.Wildcard => TextTest(member.Name, Text(member)),
        Operator.AnythingBut => new AnythingBut([.. Excluded(member.Value)]),
        Operator.Numeric => NumberRange.TryParse(member.Value) ?? throw Refuse(
            "\"numeric\" takes an operator and a number, as in [\"=\", 5], or a lower and then a higher bound, as in [\">\", 0, \"<=\", 5]; numbers are -5.0e9 to 5.0e9"),
        Operator.Cidr => AddressBlock.TryParse(Text(member)) ?? throw Refuse(
            "\"cidr\" takes a block such as \"10.0.0.0/24\"; the mask has 0 to 31 bits for IPv4, 0 to 127 for IPv6"),
        _ => throw Refuse($"\"{JsonEncodedText.Encode(member.Name)}\" is no operator; {Entries}"),
    };

    private TextMatch AffixIgnoringCase(JsonProperty member)
    {
        string allowed = $"\"{member.Name}\" takes a string or an object with \"{Operator.EqualsIgnoreCase}\" and a string";
        JsonProperty inner = SingleMember(member.Value, allowed);
        return inner.Name == Operator.EqualsIgnoreCase
            ? new(member.Name == Operator.Prefix ? TextPlace.Start : TextPlace.End, Text(inner), StringComparison.OrdinalIgnoreCase)
            : throw Refuse(allowed);
    }

    private ValueTest TextTest(string name, string text) => name switch
    {
        Operator.Prefix => new TextMatch(TextPlace.Start, text, StringComparison.Ordinal),
        Operator.Suffix => new TextMatch(TextPlace.End, text, StringComparison.Ordinal),
        Operator.EqualsIgnoreCase => new TextMatch(TextPlace.Whole, text, StringComparison.OrdinalIgnoreCase),
        _ => Wildcard.TryParse(text, out Wildcard? wildcard)
            ? wildcard
            : throw Refuse("\"wildcard\" takes a string without \"**\", in which a backslash stands only before an asterisk or a backslash"),
    };

    private IEnumerable<ValueTest> Excluded(JsonElement operand)
    {
        const string Allowed =
            "\"anything-but\" takes a string, a number, an array of either, or an object with one of equals-ignore-case, prefix, suffix, wildcard and a string or an array of strings; no array may be empty or mixed, no prefix or suffix empty";

        bool isNested = operand.ValueKind == JsonValueKind.Object;
        JsonProperty nested = isNested ? SingleMember(operand, Allowed) : default;
        JsonElement values = isNested ? nested.Value : operand;
        JsonElement[] scalars = values.ValueKind == JsonValueKind.Array ? [.. values.EnumerateArray()] : [values];
        bool areStrings = scalars.All(static scalar => scalar.ValueKind == JsonValueKind.String);
        bool areNumbers = scalars.All(static scalar => scalar.ValueKind == JsonValueKind.Number);
        if (scalars.Length == 0 || !(areStrings || (areNumbers && !isNested)))
        {
            throw Refuse(Allowed);
        }

        if (!isNested)
        {
            return scalars.Select(ExactValue.Of);
        }

        bool isAllowed = nested.Name switch
        {
            Operator.Prefix or Operator.Suffix => scalars.All(static scalar => scalar.GetString()!.Length > 0),
            Operator.EqualsIgnoreCase or Operator.Wildcard => true,
            _ => false,
        };
        return isAllowed ? scalars.Select(scalar => TextTest(nested.Name, scalar.GetString()!)) : throw Refuse(Allowed);
    }

    private JsonProperty SingleMember(JsonElement value, string allowed)
    {
        JsonElement.ObjectEnumerator members = value.EnumerateObject();
        return members.MoveNext() && members.Current is var member && !members.MoveNext() ? member : throw Refuse(allowed);
    }

    private string Text(JsonProperty member) => member.Value.ValueKind == JsonValueKind.String
        ? member.Value.GetString()!
        : throw Refuse($"\"{member.Name}\" takes a string");

    private InvalidFilterPatternException Refuse(string reason) => new(patternNumber, $"{field}: {reason}");
}
