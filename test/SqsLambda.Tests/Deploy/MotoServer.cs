using System.Diagnostics;
using System.Text.RegularExpressions;
using SqsLambda.Tests.Commands;

namespace SqsLambda.Tests.Deploy;

/// <summary>moto's AWS in a process of its own, on a free port of the loopback interface.</summary>
internal sealed partial class MotoServer : IAsyncDisposable
{
    private readonly Process _process;

    private MotoServer(Process process, string url)
    {
        _process = process;
        Url = url;
    }

    public string Url { get; }

    public static async Task<MotoServer> StartAsync()
    {
        var start = new ProcessStartInfo("moto_server", ["-H", "127.0.0.1", "-p", "0"]) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach ((string name, string value) in AwsEnvironment.With(KeyValuePair.Create("PYTHONUNBUFFERED", "1")))
        {
            start.Environment[name] = value;
        }

        var url = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        Process process = Process.Start(start)!;
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => url.TrySetException(new InvalidOperationException("moto_server ended."));
        process.ErrorDataReceived += (_, line) => Read(line.Data, url);
        process.OutputDataReceived += (_, line) => Read(line.Data, url);
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        try
        {
            return new(process, await url.Task.WaitAsync(Command.HangLimit));
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync().WaitAsync(Command.HangLimit);
        _process.Dispose();
    }

    private static void Read(string? line, TaskCompletionSource<string> url)
    {
        if (line is not null && Running().Match(line) is { Success: true } running)
        {
            url.TrySetResult(running.Value);
        }
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Running();
}
