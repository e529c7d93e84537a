namespace SqsLambda.Aws.Settings;

/// <summary>A variable that holds one of the names of an enumeration, in any case.</summary>
internal sealed class ChoiceSetting<T>(string name, T defaultValue, string meaning)
    : Setting<T>(name, "choice", string.Join(" or ", Enum.GetNames<T>()), defaultValue, $"{defaultValue}", meaning)
    where T : struct, Enum
{
    // Enum.TryParse also takes numbers, lists and white space.
    private protected override bool TryParse(string text, out T value)
    {
        value = default;
        return Enum.GetNames<T>().Contains(text, StringComparer.OrdinalIgnoreCase) && Enum.TryParse(text, ignoreCase: true, out value);
    }
}
