using System.Globalization;
using System.Text.Json;

namespace SqsLambda.Local.Mapping.Filters;

/// <summary><c>numeric</c>: a number in a range.</summary>
/// <remarks>
/// EventBridge User Guide, "Comparison operators for use in event patterns": numbers from -5.0e9 to 5.0e9. A larger or smaller number in a
/// message is in no range. EventBridge promises 15 digits of precision; here it is about 28.
/// </remarks>
internal sealed record NumberRange(NumberBound? Low, NumberBound? High) : ValueTest
{
    private const decimal Max = 5.0e9m;

    /// <summary>
    /// Reads an operand such as <c>["&gt;", 0, "&lt;=", 5]</c>; <see langword="null"/> if it is not valid or the range is empty.
    /// </summary>
    public static NumberRange? TryParse(JsonElement operand)
    {
        JsonElement[] terms = operand.ValueKind == JsonValueKind.Array ? [.. operand.EnumerateArray()] : [];
        return terms.Length switch
        {
            2 when TryReadBound(terms[0], terms[1], out string name, out NumberBound bound) => name switch
            {
                "=" => new(bound, bound),
                ">" or ">=" => new(bound, High: null),
                _ => new(Low: null, bound),
            },
            4 when TryReadBound(terms[0], terms[1], out string lowName, out NumberBound low)
                && TryReadBound(terms[2], terms[3], out string highName, out NumberBound high)
                && lowName is (">" or ">=")
                && highName is ("<" or "<=")
                && low.Value < high.Value => new(low, high),
            _ => null,
        };
    }

    public override bool Accepts(in FieldValue value) =>
        value.Kind == JsonValueKind.Number
        && TryRead(value.Text, out decimal number)
        && (Low is not { } low || number > low.Value || (low.IsIncluded && number == low.Value))
        && (High is not { } high || number < high.Value || (high.IsIncluded && number == high.Value));

    private static bool TryReadBound(JsonElement operatorName, JsonElement number, out string name, out NumberBound bound)
    {
        name = operatorName.ValueKind == JsonValueKind.String ? operatorName.GetString()! : "";
        bool isNumber = TryRead(number.ValueKind == JsonValueKind.Number ? number.GetRawText() : "", out decimal value);
        bound = new(value, IsIncluded: name.EndsWith('='));
        return isNumber && name is ("=" or "<" or "<=" or ">" or ">=");
    }

    private static bool TryRead(ReadOnlySpan<char> json, out decimal number) =>
        decimal.TryParse(json, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && number is >= -Max and <= Max;
}

/// <summary>An end of a range.</summary>
internal readonly record struct NumberBound(decimal Value, bool IsIncluded);
