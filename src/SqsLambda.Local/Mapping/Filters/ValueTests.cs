using System.Net;
using System.Text.Json;

namespace SqsLambda.Local.Mapping.Filters;

/// <summary>Reads the tests of one value. (EventBridge User Guide, "Comparison operators for use in event patterns".)</summary>
internal static class ValueTests
{
    /// <param name="test">A value, or an object with one operator.</param>
    /// <param name="path">Where in the pattern it is.</param>
    /// <exception cref="FormatException">It is no test.</exception>
    public static Func<Scalar, bool> Parse(JsonElement test, string path) => test.ValueKind switch
    {
        JsonValueKind.Object => ParseOperator(test, path),
        JsonValueKind.Array => throw new FormatException($"{path} has an array in its array"),
        _ => EqualTo(Scalar.Of(test)),
    };

    private static Func<Scalar, bool> ParseOperator(JsonElement test, string path)
    {
        if (test.EnumerateObject().ToArray() is not [var only])
        {
            throw new FormatException($"{path} has a test that is not one operator");
        }

        JsonElement operand = only.Value;
        string where = $"{only.Name} of {path}";
        return only.Name switch
        {
            "exists" when operand.ValueKind == JsonValueKind.True => static _ => true,
            "exists" => throw new FormatException($"{where} is neither true nor false"),
            "numeric" => NumericTest.Parse(operand, where),
            "cidr" => Cidr(operand, where),
            "anything-but" => AnythingBut(operand, where),
            _ => TextTest(only.Name, operand, where),
        };
    }

    // A number is compared as it is written: 300 is not 3.0e2. (Lambda Developer Guide, "Control which events Lambda sends to your function".)
    private static Func<Scalar, bool> EqualTo(Scalar expected) => actual => actual == expected;

    private static Func<Scalar, bool> TextTest(string name, JsonElement operand, string where)
    {
        Func<string, bool> test = name switch
        {
            "equals-ignore-case" => EqualsIgnoreCase(operand, where),
            "prefix" => Affix(operand, where, static (text, affix, comparison) => text.StartsWith(affix, comparison)),
            "suffix" => Affix(operand, where, static (text, affix, comparison) => text.EndsWith(affix, comparison)),
            "wildcard" => WildcardTest.Parse(Text(operand, where), where),
            _ => throw new FormatException(
                $"{where} is no operator: allowed are prefix, suffix, equals-ignore-case, anything-but, numeric, exists, wildcard and cidr"),
        };
        return actual => actual.Kind == JsonValueKind.String && test(actual.Text);
    }

    private static Func<string, bool> EqualsIgnoreCase(JsonElement operand, string where)
    {
        string expected = Text(operand, where);
        return text => text.Equals(expected, StringComparison.OrdinalIgnoreCase);
    }

    private static Func<string, bool> Affix(JsonElement operand, string where, Func<string, string, StringComparison, bool> has)
    {
        if (operand.ValueKind == JsonValueKind.Object && operand.TryGetProperty("equals-ignore-case"u8, out JsonElement anyCase))
        {
            string inAnyCase = Text(anyCase, where);
            return text => has(text, inAnyCase, StringComparison.OrdinalIgnoreCase);
        }

        string affix = Text(operand, where);
        return text => has(text, affix, StringComparison.Ordinal);
    }

    private static Func<Scalar, bool> AnythingBut(JsonElement operand, string where)
    {
        Func<Scalar, bool>[] excluded = operand.ValueKind switch
        {
            JsonValueKind.Array => [.. operand.EnumerateArray().Select(value => Excluded(value, where))],
            JsonValueKind.Object when operand.EnumerateObject().ToArray() is [var only] =>
                [.. Each(only.Value).Select(value => TextTest(only.Name, value, $"{only.Name} of {where}"))],
            _ => [Excluded(operand, where)],
        };
        return excluded.Length > 0 ? actual => !excluded.Any(test => test(actual)) : throw new FormatException($"{where} is empty");
    }

    private static Func<Scalar, bool> Excluded(JsonElement value, string where) =>
        value.ValueKind is JsonValueKind.String or JsonValueKind.Number
            ? EqualTo(Scalar.Of(value))
            : throw new FormatException($"{where} has a value that is neither a string nor a number");

    private static Func<Scalar, bool> Cidr(JsonElement operand, string where)
    {
        if (!IPNetwork.TryParse(Text(operand, where), out IPNetwork network))
        {
            throw new FormatException($"{where} is no address block, such as 10.0.0.0/24");
        }

        return actual => actual.Kind == JsonValueKind.String && IPAddress.TryParse(actual.Text, out IPAddress? address) && network.Contains(address);
    }

    private static JsonElement[] Each(JsonElement operand) =>
        operand.ValueKind == JsonValueKind.Array ? [.. operand.EnumerateArray()] : [operand];

    private static string Text(JsonElement operand, string where) =>
        operand.ValueKind == JsonValueKind.String ? operand.GetString()! : throw new FormatException($"{where} is no string");
}
