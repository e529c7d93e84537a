namespace SqsLambda.Tests.Commands;

/// <summary>What AWS's clients need to talk to a server on this machine, and to nobody else.</summary>
internal static class AwsEnvironment
{
    public const string Region = "us-east-1";

    /// <param name="more">What is set beside that, or in place of it.</param>
    public static Dictionary<string, string> With(params IEnumerable<KeyValuePair<string, string>> more)
    {
        var environment = new Dictionary<string, string>
        {
            ["AWS_ACCESS_KEY_ID"] = "test",
            ["AWS_SECRET_ACCESS_KEY"] = "test",
            ["AWS_REGION"] = Region,
            ["AWS_DEFAULT_REGION"] = Region,
            ["AWS_CONFIG_FILE"] = "none",
            ["AWS_SHARED_CREDENTIALS_FILE"] = "none",
            ["AWS_EC2_METADATA_DISABLED"] = "true",
            ["AWS_PAGER"] = "",
            ["NO_PROXY"] = "127.0.0.1",
        };
        foreach ((string name, string value) in more)
        {
            environment[name] = value;
        }

        return environment;
    }
}
