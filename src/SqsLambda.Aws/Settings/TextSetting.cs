namespace SqsLambda.Aws.Settings;

/// <summary>A variable that contains a text. It is optional.</summary>
internal sealed class TextSetting(string name, string unit, string allowed, Predicate<string> isAllowed, string meaning)
    : Setting<string?>(name, unit, allowed, defaultValue: null, defaultText: "", meaning)
{
    private protected override bool TryParse(string text, out string? value)
    {
        value = text;
        return isAllowed(text);
    }
}
