namespace SqsLambda.Settings;

internal sealed record ChoiceSetting<T>(string Name, T DefaultValue, string Meaning)
    : Setting<T>(Name, "choice", string.Join(" or ", Enum.GetNames<T>()), DefaultValue, Meaning)
    where T : struct, Enum
{
    protected override bool TryParse(string text, out T value) =>
        Enum.TryParse(text, ignoreCase: true, out value) && Enum.GetNames<T>().Contains(text, StringComparer.OrdinalIgnoreCase);
}
