using SqsLambda.Tests.Commands;

namespace SqsLambda.Local.Tests.EndToEnd;

/// <summary>The program in a process of its own, as its environment is what it is configured by.</summary>
internal static class LocalProgram
{
    public static Task<CommandResult> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments) => Command.RunAsync(
        Command.HangLimit, AwsEnvironment.With(environment), "dotnet", [Path.Combine(AppContext.BaseDirectory, "SqsLambda.Local.dll"), .. arguments]);
}
