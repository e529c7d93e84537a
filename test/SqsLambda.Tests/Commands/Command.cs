using System.Diagnostics;

namespace SqsLambda.Tests.Commands;

/// <summary>Runs a command to its end, or ends it when its time is over.</summary>
internal static class Command
{
    /// <summary>A command that takes longer hangs: the slowest needs half a minute, and ten times as much on a busy machine.</summary>
    public static readonly TimeSpan HangLimit = TimeSpan.FromMinutes(15);

    /// <param name="limit">How long it may take.</param>
    /// <param name="environment">What is set beside the environment of the tests.</param>
    /// <param name="command">The command, found on the PATH.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="TimeoutException">It took longer than that, and was ended.</exception>
    /// <exception cref="System.ComponentModel.Win32Exception">It is not on the PATH.</exception>
    public static async Task<CommandResult> RunAsync(
        TimeSpan limit, IReadOnlyDictionary<string, string> environment, string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(limit);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return new(process.ExitCode, (await output).Trim(), (await error).Trim());
    }
}

/// <summary>How a command ended, and what it said.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Error);
