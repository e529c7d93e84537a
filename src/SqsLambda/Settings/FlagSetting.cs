namespace SqsLambda.Settings;

internal sealed record FlagSetting(string Name, bool DefaultValue, string Meaning)
    : Setting<bool>(Name, "choice", "true or false", DefaultValue, Meaning)
{
    protected override bool TryParse(string text, out bool value) => bool.TryParse(text, out value);
}
