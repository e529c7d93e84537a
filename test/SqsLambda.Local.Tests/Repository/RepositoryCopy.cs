using SqsLambda.Tests.Repository;

namespace SqsLambda.Local.Tests.Repository;

/// <summary>A copy of the repository's files, without build output and hidden folders, in a folder that is deleted in the end.</summary>
internal sealed class RepositoryCopy : IDisposable
{
    private static readonly HashSet<string> Skipped = ["bin", "obj", "packages", "TestResults", "BenchmarkDotNet.Artifacts"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("repository-");

    public RepositoryCopy() => Copy(new(Repo.Root), _folder.FullName);

    public string PathOf(string path) => Path.Combine([_folder.FullName, .. path.Split('/')]);

    /// <summary>Copies the files of a folder over those of the copy.</summary>
    public void Overwrite(string folder) => Copy(new(folder), _folder.FullName);

    public void Dispose() => _folder.Delete(recursive: true);

    private static void Copy(DirectoryInfo from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (FileInfo file in from.EnumerateFiles().Where(static file => file.Name != ".git"))
        {
            file.CopyTo(Path.Combine(to, file.Name), overwrite: true);
        }

        foreach (DirectoryInfo folder in from.EnumerateDirectories().Where(static folder => folder.Name[0] != '.' && !Skipped.Contains(folder.Name)))
        {
            Copy(folder, Path.Combine(to, folder.Name));
        }
    }
}
