namespace SqsLambda.Local.Tests.Http;

/// <summary>A fact that is skipped where a command is not on the PATH.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresCommandFactAttribute : FactAttribute
{
    public RequiresCommandFactAttribute(string command)
    {
        Command = command;
        if (!IsOnPath(command))
        {
            Skip = $"The command '{command}' is not on the PATH.";
        }
    }

    public string Command { get; }

    private static bool IsOnPath(string command)
    {
        string[] names = OperatingSystem.IsWindows() ? [command + ".exe", command + ".cmd"] : [command];
        return (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Any(folder => names.Any(name => File.Exists(Path.Combine(folder, name))));
    }
}
