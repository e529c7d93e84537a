namespace SqsLambda.Aws.Settings;

/// <summary>A variable that contains a name of an enumeration, in upper or lower case.</summary>
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
