using System.Diagnostics.CodeAnalysis;

namespace SqsLambda.Settings;

internal sealed record TextSetting(string Name, int MaxLength, string DefaultValue, string Meaning)
    : Setting<string>(Name, "text", $"1 to {MaxLength} characters, not blank", DefaultValue, Meaning)
{
    protected override bool TryParse(string text, [MaybeNullWhen(false)] out string value)
    {
        value = text;
        return !string.IsNullOrWhiteSpace(text) && text.Length <= MaxLength;
    }
}
