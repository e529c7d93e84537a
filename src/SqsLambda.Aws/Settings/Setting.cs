using System.Diagnostics.CodeAnalysis;

namespace SqsLambda.Aws.Settings;

/// <summary>Describes one environment variable.</summary>
public abstract class Setting
{
    private protected Setting(string name, string unit, string allowed, string defaultText, string meaning)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(meaning);
        Name = name;
        Unit = unit;
        Allowed = allowed;
        Default = defaultText;
        Meaning = meaning;
    }

    /// <summary>The name of the variable.</summary>
    public string Name { get; }

    /// <summary>The unit or the kind of its value, such as <c>seconds</c>.</summary>
    public string Unit { get; }

    /// <summary>The allowed values, in words.</summary>
    public string Allowed { get; }

    /// <summary>The default: the value if the variable is not set or empty. It is empty if there is no default.</summary>
    public string Default { get; }

    /// <summary>What the setting does.</summary>
    public string Meaning { get; }
}

/// <summary>Describes and reads one environment variable.</summary>
/// <typeparam name="T">The type of its value.</typeparam>
public abstract class Setting<T> : Setting
{
    private readonly T _defaultValue;

    private protected Setting(string name, string unit, string allowed, T defaultValue, string defaultText, string meaning)
        : base(name, unit, allowed, defaultText, meaning) => _defaultValue = defaultValue;

    /// <summary>Reads the variable.</summary>
    /// <param name="environment">Returns the value of an environment variable, or <see langword="null"/>.</param>
    /// <returns>The value, or the default if the variable is not set or empty.</returns>
    /// <exception cref="InvalidSettingException">The value is not allowed. The message names the variable, its value and what is allowed.</exception>
    public T Read(Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return environment(Name) is not { Length: > 0 } text ? _defaultValue
            : TryParse(text, out T? value) ? value
            : throw new InvalidSettingException($"Environment variable {Name} is '{text}': allowed is {Allowed}.");
    }

    private protected abstract bool TryParse(string text, [MaybeNullWhen(false)] out T value);
}
