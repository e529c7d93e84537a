using System.Diagnostics;
using SqsLambda.Local.Tests.CommandLine;
using SqsLambda.Tests.Commands;

namespace SqsLambda.Local.Tests.EndToEnd;

/// <summary>The program in a process of its own, while it runs: with its input, and signals.</summary>
internal sealed class RunningProgram : IDisposable
{
    private readonly Process _process;
    private readonly RecordingWriter _output = new();
    private readonly RecordingWriter _error = new();

    public RunningProgram(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", LocalProgram.CommandLine(arguments))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in AwsEnvironment.With(environment))
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => _output.WriteLine(line.Data);
        _process.ErrorDataReceived += (_, line) => _error.WriteLine(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>What it has written to standard output so far.</summary>
    public string Output => _output.ToString().TrimEnd();

    /// <summary>What it has written to standard error so far.</summary>
    public string Error => _error.ToString().TrimEnd();

    public Task WrittenAsync(string text) => _output.WrittenAsync(text);

    public Task SendAsync(string line) => _process.StandardInput.WriteLineAsync(line);

    public void CloseInput() => _process.StandardInput.Close();

    /// <summary>Asks it to end, as a container runtime does.</summary>
    public Task TerminateAsync() => SignalAsync("TERM");

    public Task SignalAsync(string signal) => Command.RunAsync(Command.HangLimit, new Dictionary<string, string>(), "sh", "-c", $"kill -{signal} {_process.Id}");

    /// <summary>Waits for its end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Command.HangLimit);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
        _output.Dispose();
        _error.Dispose();
    }
}
