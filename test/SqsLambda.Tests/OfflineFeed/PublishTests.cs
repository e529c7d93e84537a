using System.Diagnostics;
using SqsLambda.Tests.Repository;

namespace SqsLambda.Tests.OfflineFeed;

public sealed class PublishTests
{
    [Fact]
    public async Task Publishing_the_function_refuses_stand_ins_and_only_those()
    {
        string dependencies = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "SqsLambda.Tests.deps.json"));
        bool hasStandIns = dependencies.Contains("\"Amazon.Lambda.Core/3.2.0.1\"", StringComparison.Ordinal);
        DirectoryInfo output = Directory.CreateTempSubdirectory();

        (int exitCode, string log) = await PublishAsync(output.FullName);

        if (hasStandIns)
        {
            Assert.NotEqual(0, exitCode);
            Assert.Contains("Not published: Amazon.Lambda.Core 3.2.0.1", log, StringComparison.Ordinal);
            Assert.Empty(output.EnumerateFiles());
        }
        else
        {
            Assert.True(exitCode == 0, log);
            Assert.Contains(output.EnumerateFiles(), file => file.Name == "SqsLambda.dll");
        }

        output.Delete(recursive: true);
    }

    private static async Task<(int ExitCode, string Log)> PublishAsync(string output)
    {
        var start = new ProcessStartInfo("dotnet", ["publish", Repo.PathOf("src", "SqsLambda"), "--output", output, "--nologo", "--disable-build-servers"])
        {
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        string log = await process.StandardOutput.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, log);
    }
}
