using System.Globalization;

namespace SqsLambda.Aws.Settings;

/// <summary>A variable that contains a whole number, in digits.</summary>
internal sealed class WholeNumberSetting(string name, string unit, int min, int max, int defaultValue, string meaning)
    : Setting<int>(
        name,
        unit,
        string.Create(CultureInfo.InvariantCulture, $"a whole number from {min} to {max}"),
        defaultValue,
        defaultValue.ToString(CultureInfo.InvariantCulture),
        meaning)
{
    // int.TryParse also takes null characters at the end.
    private protected override bool TryParse(string text, out int value)
    {
        value = 0;
        return text.All(char.IsAsciiDigit)
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value)
            && value >= min
            && value <= max;
    }
}
