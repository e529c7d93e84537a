namespace SqsLambda.Tests.Commands;

/// <summary>A fact that is skipped where one of its commands is not on the PATH.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresCommandFactAttribute : FactAttribute
{
    public RequiresCommandFactAttribute(params string[] commands)
    {
        Commands = commands;
        if (Array.Find(commands, static command => !IsOnPath(command)) is { } missing)
        {
            Skip = $"The command '{missing}' is not on the PATH.";
        }
    }

    public IReadOnlyList<string> Commands { get; }

    private static bool IsOnPath(string command)
    {
        string[] names = OperatingSystem.IsWindows() ? [command + ".exe", command + ".cmd"] : [command];
        return (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Any(folder => names.Any(name => File.Exists(Path.Combine(folder, name))));
    }
}
