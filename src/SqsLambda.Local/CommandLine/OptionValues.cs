using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace SqsLambda.Local.CommandLine;

/// <summary>
/// Reads the values of options, whatever the culture. One that cannot be read is answered with the option, the value and what is allowed. A
/// number that is out of its range is the business of whoever knows the range, which may be AWS.
/// </summary>
internal static class OptionValues
{
    public static T Whole<T>(ArgumentResult result, string allowed)
        where T : struct, IBinaryInteger<T> =>
        Number<T>(result, NumberStyles.AllowLeadingSign, allowed);

    public static double Percentage(ArgumentResult result, string allowed) =>
        Number<double>(result, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, allowed);

    public static string OneOf(ArgumentResult result, params ReadOnlySpan<string> values)
    {
        string value = result.Tokens[0].Value;
        if (!values.Contains(value))
        {
            Refuse(result, string.Join(" or ", values));
        }

        return value;
    }

    private static T Number<T>(ArgumentResult result, NumberStyles styles, string allowed)
        where T : struct, INumberBase<T>
    {
        if (!T.TryParse(result.Tokens[0].Value, styles, CultureInfo.InvariantCulture, out T number))
        {
            Refuse(result, allowed);
        }

        return number;
    }

    private static void Refuse(ArgumentResult result, string allowed) =>
        result.AddError($"{((OptionResult)result.Parent!).Option.Name} is {result.Tokens[0].Value}: allowed is {allowed}.");
}
