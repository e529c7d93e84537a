namespace SqsLambda.Settings;

/// <summary>One environment variable: its name, and what the README says of it.</summary>
/// <param name="Name">The name of the variable.</param>
/// <param name="Unit">What its value counts.</param>
/// <param name="Allowed">Which values are allowed.</param>
/// <param name="Default">The value that holds when the variable is not set or empty; empty if there is none.</param>
/// <param name="Meaning">What it does.</param>
internal abstract record Setting(string Name, string Unit, string Allowed, string Default, string Meaning);

/// <summary>An environment variable whose value is a <typeparamref name="T"/>.</summary>
internal abstract record Setting<T>(string Name, string Unit, string Allowed, T DefaultValue, string Meaning)
    : Setting(Name, Unit, Allowed, $"{DefaultValue}", Meaning)
{
    /// <exception cref="InvalidSettingException">The value is not allowed.</exception>
    public T Read(Func<string, string?> environment) =>
        environment(Name) is not { Length: > 0 } text ? DefaultValue
        : TryParse(text, out T? value) ? value
        : throw new InvalidSettingException(Name, text, Allowed);

    protected abstract bool TryParse(string text, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out T value);
}
