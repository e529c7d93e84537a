using SqsLambda.Local.Tests.Hosting;
using SqsLambda.Tests.Commands;

namespace SqsLambda.Local.Tests.EndToEnd;

/// <summary>The program in a process of its own, as its environment is what it is configured by.</summary>
internal static class LocalProgram
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);

    public static Task<CommandResult> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments) => Command.RunAsync(
        Bound, AwsEnvironment.With(environment), "dotnet", [Path.Combine(AppContext.BaseDirectory, "SqsLambda.Local.dll"), .. arguments]);

    /// <summary>Runs it with the function of test/SqsLambda.TestFunction.</summary>
    public static Task<CommandResult> RunMemosAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        RunAsync(environment, [.. arguments, "--function", MemoFunctionFolder.Path]);
}
