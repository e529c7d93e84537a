using System.Runtime.InteropServices;
using SqsLambda.Redis.Tests.Servers;
using SqsLambda.Tests.Commands;
using SqsLambda.Tests.Repository;

namespace SqsLambda.Redis.Tests;

/// <summary>A native executable with the store. Warnings of the compiler are errors, so none is left.</summary>
[Trait("Category", "Long")]
public sealed class NativeTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("native-");

    public void Dispose() => _folder.Delete(recursive: true);

    [SkippableFact]
    public async Task A_native_executable_claims_and_completes()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The native compiler needs a linker, which is looked for on Linux only.");
        Skip.IfNot(await HasCompilerAsync(), "The native compiler needs the command 'cc', which is not on the PATH.");
        await using RedisServer server = await RedisServer.StartAsync();
        CommandResult published = await Command.RunAsync(
            Command.HangLimit, new Dictionary<string, string>(), "dotnet",
            "publish", Repo.PathOf("test", "SqsLambda.RedisProgram"), "--configuration", "Release", "--runtime", RuntimeInformation.RuntimeIdentifier,
            "-p:PublishAot=true", "--output", _folder.FullName, "--artifacts-path", Path.Combine(_folder.FullName, "artifacts"));
        Assert.True(published.ExitCode == 0, published.Output);
        Assert.DoesNotContain("warning", published.Output, StringComparison.Ordinal);

        CommandResult result = await Command.RunAsync(
            Command.HangLimit, new Dictionary<string, string> { ["IDEMPOTENCY_REDIS"] = $"redis://127.0.0.1:{server.Port}" }, Path.Combine(_folder.FullName, "SqsLambda.RedisProgram"));

        Assert.Equal("Claimed\nInProgress\nSettled\nCompleted", result.Output);
    }

    private static async Task<bool> HasCompilerAsync()
    {
        try
        {
            return (await Command.RunAsync(Command.HangLimit, new Dictionary<string, string>(), "cc", "--version")).ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
