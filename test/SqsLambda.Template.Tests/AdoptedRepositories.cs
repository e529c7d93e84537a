using SqsLambda.Tests.Commands;
using SqsLambda.Tests.Repository;

namespace SqsLambda.Template.Tests;

/// <summary>The packages that adopt.sh packs, and the repositories that it creates from them.</summary>
public sealed class AdoptedRepositories : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(40);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("adopted-");
    private readonly Lazy<Task<string>> _run;

    public AdoptedRepositories() => _run = new(RunAsync);

    /// <summary>The packages.</summary>
    public string PackagesFolder => Path.Combine(_folder.FullName, "adopted", "packages");

    /// <summary>Runs the script, once.</summary>
    /// <returns>What it printed.</returns>
    public Task<string> ReadyAsync() => _run.Value;

    /// <summary>The top folder of a repository.</summary>
    public string FolderOf(string name) => Path.Combine(_folder.FullName, "adopted", "user", name);

    /// <summary>What was published of a repository's function.</summary>
    public string PublishedFolderOf(string name) => Path.Combine(_folder.FullName, "adopted", "published", name);

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<string> RunAsync()
    {
        CommandResult result = await Command.RunAsync(
            Limit,
            new Dictionary<string, string>(),
            "bash", Repo.PathOf("test", "SqsLambda.Template.Tests", "adopt.sh"), Path.Combine(_folder.FullName, "adopted"));
        Assert.True(result.ExitCode == 0, $"{result.Output}\n{result.Error}");
        return result.Output;
    }
}
