using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SqsLambda.Tests.Repository;

namespace SqsLambda.Tests.Deploy;

/// <summary>
/// A template of src/SqsLambda/deploy with values for its parameters, as CloudFormation evaluates it: no function and no condition is left.
/// What only exists once the stack does is a name in braces: <c>{Queue}</c> for its reference, <c>{Queue.Arn}</c> for an attribute,
/// <c>{AWS::Region}</c> for a pseudo parameter.
/// </summary>
internal sealed partial class Template
{
    private readonly JsonObject _source;
    private readonly Dictionary<string, string> _values;

    private Template(string name, (string Parameter, string Value)[] overrides)
    {
        _source = YamlTemplate.Read(Repo.PathOf("src", "SqsLambda", "deploy", name));
        Parameters = Section("Parameters").ToDictionary(static parameter => parameter.Key, static parameter => new TemplateParameter((JsonObject)parameter.Value!));
        _values = Parameters.Where(static parameter => parameter.Value.Default is not null).ToDictionary(static parameter => parameter.Key, static parameter => parameter.Value.Default!);
        foreach (var (parameter, value) in overrides)
        {
            Assert.Contains(parameter, Parameters.Keys);
            _values[parameter] = value;
        }

        Resources = Section("Resources")
            .Where(resource => resource.Value!["Condition"] is not { } condition || IsTrue(condition.GetValue<string>()))
            .ToDictionary(static resource => resource.Key, resource => (JsonObject)Evaluate(resource.Value)!);
    }

    public IReadOnlyDictionary<string, TemplateParameter> Parameters { get; }

    /// <summary>The resources that are created.</summary>
    public IReadOnlyDictionary<string, JsonObject> Resources { get; }

    /// <summary>What the rules say of values that do not fit each other.</summary>
    public IEnumerable<string> BrokenRules =>
        from rule in Section("Rules")
        where rule.Value!["RuleCondition"] is not { } condition || Evaluate(condition)!.GetValue<bool>()
        from assertion in rule.Value!["Assertions"]!.AsArray()
        where !Evaluate(assertion!["Assert"])!.GetValue<bool>()
        select assertion!["AssertDescription"]!.GetValue<string>();

    /// <summary>What the function needs.</summary>
    public static Template OfResources(params (string Parameter, string Value)[] overrides) => new("resources.yaml", overrides);

    /// <summary>What needs the function.</summary>
    public static Template OfTrigger(params (string Parameter, string Value)[] overrides) => new("trigger.yaml", overrides);

    /// <summary>The properties of a resource.</summary>
    public JsonObject this[string resource] => (JsonObject)Resources[resource]["Properties"]!;

    private JsonObject Section(string name) => (JsonObject?)_source[name] ?? [];

    private bool IsTrue(string condition) => Evaluate(Section("Conditions")[condition])!.GetValue<bool>();

    // A property that is {"Ref":"AWS::NoValue"} is left out, which is null here.
    private JsonNode? Evaluate(JsonNode? node) => node switch
    {
        JsonObject { Count: 1 } function when Apply(function.First().Key, function.First().Value) is var (applies, value) && applies => value,
        JsonObject mapping => new JsonObject(
            mapping.Select(entry => KeyValuePair.Create(entry.Key, Evaluate(entry.Value))).Where(static entry => entry.Value is not null)),
        JsonArray list => new JsonArray([.. list.Select(Evaluate).Where(static element => element is not null)]),
        _ => node?.DeepClone(),
    };

    private (bool Applies, JsonNode? Value) Apply(string function, JsonNode? argument) => function switch
    {
        "Ref" => (true, argument!.GetValue<string>() is var name && name == "AWS::NoValue" ? null : ValueOf(name)),
        "Fn::GetAtt" => (true, $"{{{argument![0]}.{argument[1]}}}"),
        "Fn::Sub" => (true, Substitute(argument!)),
        "Fn::If" => (true, Evaluate(IsTrue(argument![0]!.GetValue<string>()) ? argument[1] : argument[2])),
        "Fn::Equals" => (true, $"{Evaluate(argument![0])}" == $"{Evaluate(argument[1])}"),
        "Fn::Not" => (true, !Evaluate(argument![0])!.GetValue<bool>()),
        "Fn::Contains" => (true, argument![0]!.AsArray().Select(static element => $"{element}").Contains($"{Evaluate(argument[1])}")),
        _ when function.StartsWith("Fn::", StringComparison.Ordinal) => throw new NotSupportedException($"{function} is not evaluated yet."),
        _ => (false, null),
    };

    private string ValueOf(string name) => _values.GetValueOrDefault(name) ?? $"{{{name}}}";

    private string Substitute(JsonNode argument)
    {
        var (text, variables) = argument is JsonArray { Count: 2 } pair ? ($"{pair[0]}", (JsonObject)Evaluate(pair[1])!) : ($"{argument}", []);
        return Variable().Replace(text, match => $"{variables[match.Groups[1].Value] ?? ValueOf(match.Groups[1].Value)}");
    }

    [GeneratedRegex(@"\$\{([^}]+)\}")]
    private static partial Regex Variable();
}

/// <summary>A parameter of a template, with what is allowed.</summary>
internal sealed class TemplateParameter(JsonObject source)
{
    public string? Default => source[nameof(Default)]?.ToString();

    public long? Min => source["MinValue"]?.GetValue<long>();

    public long? Max => source["MaxValue"]?.GetValue<long>();

    public IEnumerable<string> AllowedValues => source[nameof(AllowedValues)]?.AsArray().Select(static value => $"{value}") ?? [];

    public Regex? AllowedPattern => source[nameof(AllowedPattern)] is { } pattern ? new($"^({pattern})$") : null;

    /// <summary>What is allowed, for people.</summary>
    public string Allowed =>
        AllowedValues.Any() ? string.Join(", ", AllowedValues)
        : Max is not null ? $"{Min} to {Max}"
        : Min is not null ? $"{Min} or more"
        : "text";

    public string? Description => source[nameof(Description)]?.ToString();
}
