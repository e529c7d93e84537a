namespace SqsLambda.Aws.Settings;

/// <summary>Reads settings, and keeps their descriptions.</summary>
internal sealed class SettingsReader(Func<string, string?> environment)
{
    private readonly List<Setting> _settings = [];

    /// <summary>The settings that were read, in order.</summary>
    public IReadOnlyList<Setting> Settings => _settings;

    /// <summary>The name of the function; <see langword="null"/> outside Lambda. (Lambda Developer Guide, "Defined runtime environment variables".)</summary>
    public string? FunctionName => environment("AWS_LAMBDA_FUNCTION_NAME") is { Length: > 0 } name ? name : null;

    /// <exception cref="InvalidSettingException">The value is not allowed.</exception>
    public T Read<T>(Setting<T> setting)
    {
        _settings.Add(setting);
        return setting.Read(environment);
    }
}
