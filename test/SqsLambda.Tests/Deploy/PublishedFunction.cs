using System.Collections.Concurrent;
using System.IO.Compression;
using System.Runtime.InteropServices;
using SqsLambda.Tests.Commands;
using SqsLambda.Tests.Repository;

namespace SqsLambda.Tests.Deploy;

/// <summary>
/// The function as <c>dotnet lambda deploy-function</c> publishes it, once for each runtime. Where stand-ins are built with, they get the
/// official version numbers for that, in a folder of their own: what is published here is never deployed.
/// </summary>
public class PublishedFunction : IDisposable
{
    private readonly ToolsDefaultsFile _defaults;
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("published-");
    private readonly ConcurrentDictionary<string, Lazy<Task<DirectoryInfo>>> _published = new();

    public PublishedFunction()
        : this(ToolsDefaults.Managed)
    {
    }

    private protected PublishedFunction(ToolsDefaultsFile defaults) => _defaults = defaults;

    /// <summary>The runtime of the architecture in aws-lambda-tools-defaults.json.</summary>
    public static string DeployedRuntime => ToolsDefaults.Text("function-architecture") == "arm64" ? "linux-arm64" : "linux-x64";

    /// <summary>The runtime under which what is published can run here.</summary>
    public static string RuntimeOfThisMachine =>
        $"{(OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";

    /// <summary>What is published for a runtime.</summary>
    public Task<DirectoryInfo> ForAsync(string runtime) => _published.GetOrAdd(runtime, _ => new(() => PublishAsync(runtime))).Value;

    /// <summary>What is uploaded.</summary>
    public async Task<byte[]> ZipAsync()
    {
        using var zip = new MemoryStream();
        await ZipFile.CreateFromDirectoryAsync((await ForAsync(DeployedRuntime)).FullName, zip);
        return zip.ToArray();
    }

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _root.Delete(recursive: true);
    }

    private async Task<DirectoryInfo> PublishAsync(string runtime)
    {
        string output = Path.Combine(_root.FullName, runtime);
        IReadOnlyDictionary<string, string> environment = EnvironmentOf(RenumberedFeed.IsNeeded
            ? await RenumberedFeed.CreateAsync(_root.CreateSubdirectory($"feed-{runtime}"), _defaults.Project, runtime)
            : []);
        await DotnetAsync(
            environment,
            [
                "publish", _defaults.Project,
                "--output", output,
                "--configuration", _defaults.Text("configuration"),
                "--framework", _defaults.Text("framework"),
                .. _defaults.Text("msbuild-parameters").Split(' '),
                "/p:GenerateRuntimeConfigurationFiles=true",
                "--runtime", runtime,
            ]);
        return new(output);
    }

    // The build's own files stay out of the repository, where other tests build too, and no build server outlives the command.
    private Dictionary<string, string> EnvironmentOf(IEnumerable<KeyValuePair<string, string>> packages) => new(packages)
    {
        ["ArtifactsPath"] = Path.Combine(_root.FullName, "artifacts"),
        ["MSBUILDDISABLENODEREUSE"] = "1",
        ["UseSharedCompilation"] = "false",
    };

    private static async Task DotnetAsync(IReadOnlyDictionary<string, string> environment, string[] arguments)
    {
        CommandResult result = await Command.RunAsync(Command.HangLimit, environment, "dotnet", arguments);
        Assert.True(result.ExitCode == 0, $"dotnet {string.Join(' ', arguments)}\n{result.Output}\n{result.Error}");
    }
}
