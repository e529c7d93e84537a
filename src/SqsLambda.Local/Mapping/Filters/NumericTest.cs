using System.Globalization;
using System.Text.Json;

namespace SqsLambda.Local.Mapping.Filters;

/// <summary>The operator <c>numeric</c>: one comparison, or a lower and an upper bound.</summary>
/// <remarks>EventBridge User Guide, "Numeric matching": numbers from -5.0e9 to 5.0e9.</remarks>
internal static class NumericTest
{
    private const double Bound = 5.0e9;

    /// <exception cref="FormatException">The operand is no list of comparisons and numbers.</exception>
    public static Func<Scalar, bool> Parse(JsonElement operand, string where)
    {
        JsonElement[] parts = operand.ValueKind == JsonValueKind.Array ? [.. operand.EnumerateArray()] : [];
        Func<double, bool>[] comparisons = [.. parts.Chunk(2).Select(pair => Comparison(pair, where))];
        bool isRange = comparisons.Length == 2 && IsOneOf(parts[0], ">", ">=") && IsOneOf(parts[2], "<", "<=") && Number(parts[1], where) < Number(parts[3], where);
        if (comparisons.Length != 1 && !isRange)
        {
            throw new FormatException($"{where} is neither one comparison, such as [\">\", 0], nor a range, such as [\">\", 0, \"<=\", 5]");
        }

        return actual => actual.Kind == JsonValueKind.Number
            && double.TryParse(actual.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && comparisons.All(comparison => comparison(number));
    }

    private static Func<double, bool> Comparison(JsonElement[] pair, string where)
    {
        double bound = pair.Length == 2 ? Number(pair[1], where) : throw new FormatException($"{where} ends without a number");
        return (pair[0].ValueKind == JsonValueKind.String ? pair[0].GetString() : null) switch
        {
            "=" => number => number.Equals(bound),
            "<" => number => number < bound,
            "<=" => number => number <= bound,
            ">" => number => number > bound,
            ">=" => number => number >= bound,
            _ => throw new FormatException($"{where} has {pair[0].GetRawText()} where =, <, <=, > or >= is allowed"),
        };
    }

    private static double Number(JsonElement value, string where) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && Math.Abs(number) <= Bound
            ? number
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{where} has {value.GetRawText()} where a number from {-Bound} to {Bound} is allowed"));

    private static bool IsOneOf(JsonElement value, string one, string other) => value.ValueEquals(one) || value.ValueEquals(other);
}
