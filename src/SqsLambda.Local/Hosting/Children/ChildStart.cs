using System.Diagnostics;
using System.Globalization;
using SqsLambda.Local.Projects;

namespace SqsLambda.Local.Hosting.Children;

/// <summary>How the process of a function is started, and with which environment variables.</summary>
internal static class ChildStart
{
    /// <param name="function">The function.</param>
    /// <param name="runtimeApi">Host and port of the Runtime API.</param>
    /// <param name="variables">Its environment variables, beside those of this process. They win over those that Lambda sets.</param>
    public static ProcessStartInfo Of(FunctionDescription function, string runtimeApi, IReadOnlyDictionary<string, string> variables)
    {
        ProcessStartInfo start = function.Program is { } program ? OfProgram(program) : OfAssembly(function);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        if (function.Program is not null)
        {
            SetLambdaVariables(start.Environment, function);
        }

        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        start.Environment[RuntimeProcess.ApiVariable] = runtimeApi;
        start.Environment["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = function.MemoryMB.ToString(CultureInfo.InvariantCulture);
        if ((function.Program is { } foreign ? foreign.Handler : function.Handler.ToString()) is { } handler)
        {
            start.Environment["_HANDLER"] = handler;
        }

        start.Environment["LAMBDA_TASK_ROOT"] = start.WorkingDirectory;
        return start;
    }

    private static ProcessStartInfo OfAssembly(FunctionDescription function) => new(
        DotnetPath(),
        [
            "exec",
            "--depsfile", Path.ChangeExtension(function.AssemblyPath, ".deps.json"),
            "--runtimeconfig", Path.ChangeExtension(function.AssemblyPath, ".runtimeconfig.json"),
            typeof(ChildStart).Assembly.Location, RuntimeProcess.Command, function.Handler.ToString(),
        ])
    {
        WorkingDirectory = Path.GetDirectoryName(function.AssemblyPath),
    };

    // Ctrl-C in a terminal reaches all processes of the laptop's group, but it is the laptop that ends the program. So the program gets a group of its own, with
    // setsid where there is one. Without it, as on macOS, the shell and the programs that do not reset the signal ignore Ctrl-C.
    private const string ShellScript =
        "command -v setsid >/dev/null && exec setsid /bin/sh -c \"$0\"; trap '' INT; eval \"$0\"";

    // The standard input of this process is for messages (--send -), so the program gets none.
    private static ProcessStartInfo OfProgram(ForeignProgram program)
    {
        ProcessStartInfo start = OperatingSystem.IsWindows()
            ? new("cmd.exe") { Arguments = $"/d /s /c \"{program.Command}\"" }
            : new("/bin/sh", ["-c", ShellScript, program.Command!]);
        start.WorkingDirectory = program.Folder;
        start.RedirectStandardInput = true;
        return start;
    }

    // Lambda Developer Guide, "Working with Lambda environment variables", "Defined runtime environment variables". A function in this process is not told
    // these. A runtime of another language may need them.
    private static void SetLambdaVariables(IDictionary<string, string?> environment, FunctionDescription function)
    {
        environment["AWS_LAMBDA_FUNCTION_NAME"] = function.Name;
        environment["AWS_LAMBDA_FUNCTION_VERSION"] = "$LATEST";
        environment["AWS_LAMBDA_INITIALIZATION_TYPE"] = "on-demand";
        environment["AWS_LAMBDA_LOG_GROUP_NAME"] = $"/aws/lambda/{function.Name}";
        environment["AWS_LAMBDA_LOG_STREAM_NAME"] = LambdaContextAdapter.LogStream;
        environment["TZ"] = ":UTC";
    }

    private static string DotnetPath() =>
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path).Equals("dotnet", StringComparison.OrdinalIgnoreCase) ? path
        : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host
        : "dotnet";
}
