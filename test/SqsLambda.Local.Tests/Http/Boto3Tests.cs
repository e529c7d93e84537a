using System.Diagnostics;

namespace SqsLambda.Local.Tests.Http;

/// <summary>boto3 against the endpoint, by a script of its own.</summary>
public sealed class Boto3Tests(RunningEndpoint endpoint) : IClassFixture<RunningEndpoint>
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [SkippableFact]
    public async Task The_black_box_suite_passes()
    {
        Skip.IfNot(await HasBoto3Async(), "python3 with boto3 is not there.");

        var (exitCode, output) = await RunAsync(Path.Combine(AppContext.BaseDirectory, "black_box.py"), endpoint.Url);

        Assert.True(exitCode == 0, output);
        Assert.Matches(@"Ran 1\d tests", output);
    }

    private static async Task<bool> HasBoto3Async()
    {
        try
        {
            return (await RunAsync("-c", "import boto3")).ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("python3", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["AWS_CONFIG_FILE"] = "none", ["AWS_EC2_METADATA_DISABLED"] = "true", ["NO_PROXY"] = "127.0.0.1" },
        };
        using var process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(Limit);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, await output + await error);
    }
}
