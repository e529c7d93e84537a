namespace SqsLambda.Settings;

/// <summary>An environment variable that holds a text, or is not set.</summary>
internal sealed record TextSetting(string Name, int MaxLength, string Meaning)
    : Setting<string?>(Name, "text", $"1 to {MaxLength} characters, not blank", null, Meaning)
{
    protected override bool TryParse(string text, out string? value)
    {
        value = text;
        return !string.IsNullOrWhiteSpace(text) && text.Length <= MaxLength;
    }
}
