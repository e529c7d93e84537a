using SqsLambda.Local.Tests.Hosting;
using SqsLambda.Tests.Commands;

namespace SqsLambda.Local.Tests.EndToEnd;

/// <summary>The program in a process of its own, as its environment is what it is configured by.</summary>
internal static class LocalProgram
{
    public static Task<CommandResult> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments) => Command.RunAsync(
        Command.HangLimit, AwsEnvironment.With(environment), "dotnet", CommandLine(arguments));

    /// <summary>
    /// The arguments of <c>dotnet</c> that run it: with the function of test/SqsLambda.TestFunction, unless the arguments name another, and as it is built,
    /// because several tests run it at the same time. A program of another language is not built.
    /// </summary>
    public static string[] CommandLine(string[] arguments) =>
    [
        Path.Combine(AppContext.BaseDirectory, "SqsLambda.Local.dll"),
        .. arguments,
        .. arguments.Any(static argument => argument is "--command" or "--runtime-api") ? Array.Empty<string>() : ["--no-build"],
        .. arguments.Any(static argument => argument is "--function" or "--functions") ? Array.Empty<string>() : ["--function", MemoFunctionFolder.Path],
    ];
}
