namespace SqsLambda.Local.Hosting;

/// <summary>The environment variables that the laptop gives a function, beside those of the process.</summary>
/// <param name="processVariable">Returns a variable of the process, or <see langword="null"/>.</param>
/// <param name="given">What the user sets. Nothing else replaces it.</param>
internal sealed class FunctionEnvironment(Func<string, string?> processVariable, IReadOnlyDictionary<string, string> given)
{
    private static readonly string[] CredentialVariables =
    [
        "AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    ];

    private readonly Dictionary<string, string> _variables = new(given, StringComparer.Ordinal);

    /// <summary>What is set.</summary>
    public IReadOnlyDictionary<string, string> Variables => _variables;

    /// <summary>The value of a variable as the function sees it; <see langword="null"/> if it is unset.</summary>
    public string? this[string name] => _variables.TryGetValue(name, out string? value) ? Given(value) : Given(processVariable(name));

    /// <summary>The region that the AWS CLI and the AWS SDK for .NET take from the variables and the user's profile; the laptop's if there is none.</summary>
    public string Region => this["AWS_REGION"] ?? this["AWS_DEFAULT_REGION"]
        ?? (HasCredentialsFile() ? AwsProfile.RegionOf(this["AWS_PROFILE"]) : null)
        ?? LocalCredentials.Region;

    /// <summary>What says the region, for a message.</summary>
    public string RegionSource => this["AWS_REGION"] is not null ? "AWS_REGION"
        : this["AWS_DEFAULT_REGION"] is not null ? "AWS_DEFAULT_REGION"
        : "the region of the AWS profile";

    /// <summary>Sets a variable, unless the user does.</summary>
    public void Set(string name, string value)
    {
        if (!given.ContainsKey(name))
        {
            _variables[name] = value;
        }
    }

    /// <summary>Sets a variable that is not set, neither here nor in the process.</summary>
    public void SetDefault(string name, string value)
    {
        if (this[name] is null)
        {
            Set(name, value);
        }
    }

    /// <summary>
    /// Sets a region and credentials for services of this computer, where the user has none. Some SDKs read only one of the region's two variables. Who has
    /// AWS credentials keeps them, for what else the function calls.
    /// </summary>
    public void SetLocalCredentials()
    {
        string region = Region;
        SetDefault("AWS_REGION", region);
        SetDefault("AWS_DEFAULT_REGION", region);

        if (!Array.Exists(CredentialVariables, name => this[name] is not null) && !HasCredentialsFile())
        {
            Set("AWS_ACCESS_KEY_ID", LocalCredentials.AccessKey);
            Set("AWS_SECRET_ACCESS_KEY", LocalCredentials.AccessKey);
        }
    }

    private static string? Given(string? value) => string.IsNullOrEmpty(value) ? null : value;

    private bool HasCredentialsFile()
    {
        string home = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".aws");
        return File.Exists(this["AWS_SHARED_CREDENTIALS_FILE"] ?? Path.Combine(home, "credentials"))
            || File.Exists(this["AWS_CONFIG_FILE"] ?? Path.Combine(home, "config"));
    }
}
