using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace SqsLambda.Local.CommandLine;

/// <summary>
/// Reads the values of options, whatever the culture. A value that is not allowed is answered with the option, the value and what is allowed.
/// </summary>
internal static class OptionValues
{
    /// <summary>Reads a whole number.</summary>
    public static T Whole<T>(ArgumentResult result, T min, T max)
        where T : struct, IBinaryInteger<T> =>
        Number(result, NumberStyles.AllowLeadingSign, min, max, $"{min} to {max}");

    /// <summary>Reads a number from 0 to 100.</summary>
    public static double Percentage(ArgumentResult result) =>
        Number(result, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, 0.0, 100.0, "0 to 100 percent");

    /// <summary>Reads a path, or <c>-</c>.</summary>
    public static string Path(ArgumentResult result)
    {
        string value = result.Tokens[0].Value;
        if (string.IsNullOrWhiteSpace(value) || value.Contains('\0', StringComparison.Ordinal))
        {
            Refuse(result, "the path of a file");
        }

        return value;
    }

    /// <summary>Reads a command line for a shell.</summary>
    public static string CommandLine(ArgumentResult result)
    {
        string value = result.Tokens[0].Value;
        if (string.IsNullOrWhiteSpace(value) || value.Contains('\0', StringComparison.Ordinal))
        {
            Refuse(result, "a command line, such as \"python3 function.py\"");
        }

        return value;
    }

    public static string OneOf(ArgumentResult result, params ReadOnlySpan<string> values)
    {
        string value = result.Tokens[0].Value;
        if (!values.Contains(value))
        {
            Refuse(result, string.Join(" or ", values));
        }

        return value;
    }

    private static T Number<T>(ArgumentResult result, NumberStyles styles, T min, T max, string allowed)
        where T : struct, INumber<T>
    {
        // A comparison with NaN is never true.
        if (!T.TryParse(result.Tokens[0].Value, styles, CultureInfo.InvariantCulture, out T number) || !(number >= min && number <= max))
        {
            Refuse(result, allowed);
        }

        return number;
    }

    private static void Refuse(ArgumentResult result, string allowed) =>
        result.AddError($"{((OptionResult)result.Parent!).Option.Name} is {(result.Tokens[0].Value is { Length: > 0 } value ? value : "''")}: allowed is {allowed}.");
}
