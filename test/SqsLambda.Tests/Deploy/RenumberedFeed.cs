using System.IO.Compression;
using System.Reflection;
using System.Text.RegularExpressions;
using Amazon.Lambda.Core;
using SqsLambda.Tests.Commands;
using SqsLambda.Tests.Repository;

namespace SqsLambda.Tests.Deploy;

/// <summary>
/// The stand-ins of test/offline-feed under the official version numbers, so that publishing can be tested where the official packages
/// are not to be had. NuGet keeps them in a folder that goes with the test, and takes every other package from its usual one.
/// </summary>
internal static partial class RenumberedFeed
{
    /// <summary>Whether the tests were built with stand-ins.</summary>
    public static bool IsNeeded { get; } =
        StandInVersion().IsMatch(typeof(ILambdaContext).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion);

    /// <summary>Makes the feed.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="project">The project that is going to be published.</param>
    /// <param name="runtime">What for.</param>
    /// <returns>The environment in which <c>dotnet</c> restores from it.</returns>
    public static async Task<Dictionary<string, string>> CreateAsync(DirectoryInfo folder, string project, string runtime)
    {
        foreach (string standIn in Directory.GetFiles(Repo.PathOf("test", "offline-feed"), "*.nupkg"))
        {
            await RenumberAsync(standIn, Path.Combine(folder.FullName, Official(Path.GetFileName(standIn))));
        }

        string usual = await UsualPackagesAsync();
        await BringRuntimePackagesAsync(folder, project, runtime);
        return new()
        {
            ["RestoreAdditionalProjectSources"] = folder.FullName,
            ["RestoreFallbackFolders"] = usual,
            ["NUGET_PACKAGES"] = folder.CreateSubdirectory("packages").FullName,
        };
    }

    private static async Task RenumberAsync(string standIn, string renumbered)
    {
        await using ZipArchive source = await ZipFile.OpenReadAsync(standIn);
        await using ZipArchive target = await ZipFile.OpenAsync(renumbered, ZipArchiveMode.Create);
        foreach (ZipArchiveEntry entry in source.Entries)
        {
            await using Stream from = await entry.OpenAsync();
            await using Stream to = await target.CreateEntry(entry.FullName).OpenAsync();
            if (entry.Name.EndsWith(".nuspec", StringComparison.Ordinal))
            {
                using var reader = new StreamReader(from);
                await using var writer = new StreamWriter(to);
                await writer.WriteAsync(Official(await reader.ReadToEndAsync()));
            }
            else
            {
                await from.CopyToAsync(to);
            }
        }
    }

    private static async Task<string> UsualPackagesAsync()
    {
        CommandResult result = await Command.RunAsync(
            Command.HangLimit, new Dictionary<string, string>(), "dotnet", "nuget", "locals", "global-packages", "--list", "--force-english-output");
        return result.Output[(result.Output.IndexOf(": ", StringComparison.Ordinal) + 2)..];
    }

    // What a native compiler needs for a runtime is large: it is brought once into the usual folder, not anew for each test.
    private static async Task BringRuntimePackagesAsync(DirectoryInfo folder, string project, string runtime)
    {
        CommandResult result = await Command.RunAsync(
            Command.HangLimit,
            new Dictionary<string, string> { ["ArtifactsPath"] = folder.CreateSubdirectory("restored").FullName, ["MSBUILDDISABLENODEREUSE"] = "1" },
            "dotnet",
            "restore", project, "--runtime", runtime, "-p:PublishReadyToRun=true");
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
    }

    private static string Official(string text) => StandInVersion().Replace(text, "$1");

    [GeneratedRegex(@"\b(\d+\.\d+\.\d+)\.[1-9]\b")]
    private static partial Regex StandInVersion();
}
