namespace SqsLambda.Aws.Settings;

/// <summary>A variable that contains <c>true</c> or <c>false</c>, in upper or lower case.</summary>
internal sealed class FlagSetting(string name, bool defaultValue, string meaning)
    : Setting<bool>(name, "choice", "true or false", defaultValue, defaultValue ? "true" : "false", meaning)
{
    // bool.TryParse also takes white space and null characters.
    private protected override bool TryParse(string text, out bool value)
    {
        value = text.Equals("true", StringComparison.OrdinalIgnoreCase);
        return value || text.Equals("false", StringComparison.OrdinalIgnoreCase);
    }
}
