using System.Text.Json;
using Fields = System.Collections.Generic.SortedDictionary<SqsLambda.Local.Mapping.Filters.FieldPath, SqsLambda.Local.Mapping.Filters.FieldCondition>;

namespace SqsLambda.Local.Mapping.Filters;

/// <summary>Turns a pattern into alternatives: one, or with <c>$or</c> one for each combination of its branches.</summary>
/// <remarks>
/// Event Ruler, the engine behind EventBridge. If a path occurs twice, its last list counts, as in the engine. <c>$or</c> is always the
/// operator; the engine treats a malformed one as the name of a field, which would match nothing without an error.
/// </remarks>
internal sealed class PatternCompiler(int patternNumber)
{
    // Lambda API Reference, "Filter".
    private const int MaxCharacters = 4_096;

    // EventBridge refuses a pattern with more combinations.
    private const int MaxAlternatives = 1_000;

    /// <exception cref="InvalidFilterPatternException">Lambda would refuse the pattern.</exception>
    public IEnumerable<Conjunction> Compile(string pattern)
    {
        if (pattern.Length > MaxCharacters)
        {
            throw Refuse($"it has {pattern.Length} characters, at most {MaxCharacters} are allowed");
        }

        using JsonDocument json = JsonText.TryParsePattern(pattern) ?? throw Refuse("it is not valid JSON");
        if (json.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw Refuse("it is not a JSON object such as {\"body\": {\"status\": [\"new\"]}}");
        }

        return AddObject([new Fields()], json.RootElement, path: null, isInOr: false)
            .ConvertAll(static fields => new Conjunction([.. fields.Values]));
    }

    private List<Fields> AddObject(List<Fields> alternatives, JsonElement value, FieldPath? path, bool isInOr)
    {
        bool isEmpty = true;
        foreach (JsonProperty member in value.EnumerateObject())
        {
            isEmpty = false;
            alternatives = member.Name == Operator.Or
                ? AddOr(alternatives, member.Value, path)
                : AddField(alternatives, member.Value, FieldOf(path, member.Name, isInOr), isInOr);
        }

        return isEmpty ? throw Refuse($"{Name(path)} is an empty object, at least one key is required") : alternatives;
    }

    private FieldPath FieldOf(FieldPath? path, string name, bool isInOr)
    {
        if (path is null)
        {
            return name == "body"
                ? FieldPath.Body
                : throw Refuse($"the key \"{JsonEncodedText.Encode(name)}\" cannot be filtered on, for SQS only \"body\" can");
        }

        return isInOr && Operator.IsReserved(name)
            ? throw Refuse($"{path}: \"{name}\" is the name of an operator, which cannot be the name of a field inside \"{Operator.Or}\"")
            : path.Then(name);
    }

    private List<Fields> AddField(List<Fields> alternatives, JsonElement value, FieldPath field, bool isInOr)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            return AddObject(alternatives, value, field, isInOr);
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            throw Refuse($"{field} is neither an array nor an object");
        }

        FieldCondition condition = new ConditionCompiler(patternNumber, field).Compile(value);
        foreach (Fields fields in alternatives)
        {
            fields[field] = condition;
        }

        return alternatives;
    }

    private List<Fields> AddOr(List<Fields> alternatives, JsonElement value, FieldPath? path)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() < 2)
        {
            throw Refuse($"{Name(path)}: \"{Operator.Or}\" takes an array of at least two objects");
        }

        var all = new List<Fields>();
        foreach (JsonElement branch in value.EnumerateArray())
        {
            if (branch.ValueKind != JsonValueKind.Object)
            {
                throw Refuse($"{Name(path)}: \"{Operator.Or}\" takes an array of objects only");
            }

            all.AddRange(AddObject(alternatives.ConvertAll(static fields => new Fields(fields)), branch, path, isInOr: true));
            if (all.Count > MaxAlternatives)
            {
                throw Refuse($"\"{Operator.Or}\" makes more than {MaxAlternatives} combinations, at most as many are allowed");
            }
        }

        return all;
    }

    private static string Name(FieldPath? path) => path?.ToString() ?? "the pattern";

    private InvalidFilterPatternException Refuse(string reason) => new(patternNumber, reason);
}
