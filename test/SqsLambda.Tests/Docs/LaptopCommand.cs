using SqsLambda.Tests.Commands;
using SqsLambda.Tests.Repository;

namespace SqsLambda.Tests.Docs;

/// <summary>A command that runs the laptop, run with the laptop of this build and the example function.</summary>
internal static class LaptopCommand
{
    private const string InClone = "dotnet run --project src/SqsLambda.Local -- ";
    private const string Tool = "dotnet sqs-lambda-local ";

    // No test waits for that long: it ends a run that hangs.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    private static readonly string Laptop = Path.Combine(
        Repo.PathOf("src", "SqsLambda.Local"), Path.GetRelativePath(Repo.PathOf("test", "SqsLambda.Tests"), AppContext.BaseDirectory), "SqsLambda.Local.dll");

    /// <summary>The files that commands of the pages name, and their counterparts of this repository.</summary>
    private static readonly (string Name, string Path)[] Files =
    [
        ("orders.jsonl", Repo.PathOf("src", "SqsLambda", "Orders", "samples.jsonl")),
        ("event.json", Repo.PathOf("test", "SqsLambda.Tests", "event.json")),
    ];

    public static bool Is(string command) =>
        command.StartsWith(InClone, StringComparison.Ordinal) || command.StartsWith(Tool, StringComparison.Ordinal);

    /// <summary>Runs the command in a shell, as a user does.</summary>
    public static Task<CommandResult> RunAsync(string command)
    {
        string arguments = command[(command.StartsWith(Tool, StringComparison.Ordinal) ? Tool : InClone).Length..];
        foreach ((string name, string path) in Files)
        {
            arguments = arguments.Replace($" {name}", $" '{path}'", StringComparison.Ordinal);
        }

        return Command.RunAsync(Limit, AwsEnvironment.With(), "bash", "-euc", $"cd '{Repo.Root}'; dotnet '{Laptop}' {arguments}");
    }
}
