using SqsLambda.Tests.Commands;
using SqsLambda.Tests.Repository;

namespace SqsLambda.Template.Tests;

/// <summary>The repositories that adopt.sh creates from the packed packages, and what it printed.</summary>
public sealed class AdoptedRepositories : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(40);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("adopted-");

    /// <summary>What the script printed.</summary>
    public string Output { get; private set; } = "";

    /// <summary>The top folder of a repository.</summary>
    public string FolderOf(string name) => Path.Combine(_folder.FullName, "adopted", "user", name);

    /// <summary>What was published of a repository's function.</summary>
    public string PublishedFolderOf(string name) => Path.Combine(_folder.FullName, "adopted", "published", name);

    /// <summary>What the script printed of a repository.</summary>
    public string OutputOf(string name) => Output.Split($"# Adopt {name}\n")[1].Split("\n# Adopt")[0];

    public async Task InitializeAsync()
    {
        CommandResult result = await Command.RunAsync(
            Limit,
            new Dictionary<string, string>(),
            "bash", Repo.PathOf("test", "SqsLambda.Template.Tests", "adopt.sh"), Path.Combine(_folder.FullName, "adopted"));
        Output = result.Output;
        Assert.True(result.ExitCode == 0, $"{result.Output}\n{result.Error}");
    }

    public Task DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return Task.CompletedTask;
    }
}
