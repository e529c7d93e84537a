using System.Globalization;

namespace SqsLambda.Settings;

internal sealed record WholeNumberSetting(string Name, string Unit, int Min, int Max, int DefaultValue, string Meaning)
    : Setting<int>(Name, Unit, string.Create(CultureInfo.InvariantCulture, $"a whole number from {Min} to {Max}"), DefaultValue, Meaning)
{
    protected override bool TryParse(string text, out int value) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value >= Min && value <= Max;
}
