using SqsLambda.Tests.Commands;
using SqsLambda.Tests.Repository;

namespace SqsLambda.Simulation.Tests.Mutations;

/// <summary>A copy of the engine and the simulator, in which one mutation after the other is made.</summary>
public sealed class MutatedEngine : IDisposable
{
    private static readonly string[] Folders =
        ["src/SqsLambda.Batch", "src/SqsLambda.Aws", "test/SqsLambda.Simulation", "test/offline-feed"];

    private static readonly string[] Files =
        ["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "test/Directory.Build.props", "test/Directory.Build.targets"];

    private static readonly Dictionary<string, string> NoEnvironment = [];

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("sqs-lambda-mutations-");

    private bool _isRestored;

    public MutatedEngine()
    {
        foreach (string file in Files.Concat(Folders.SelectMany(FilesOf)))
        {
            string target = PathOf(file);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(Repo.PathOf(file), target);
        }
    }

    /// <summary>Makes a mutation, builds the copy, and undoes the mutation.</summary>
    internal async Task BuildAsync(Mutation mutation)
    {
        string file = PathOf($"src/{mutation.File}");
        string source = await File.ReadAllTextAsync(file);
        await File.WriteAllTextAsync(file, mutation.Apply(source));
        string[] build =
        [
            "build", PathOf("test/SqsLambda.Simulation/SqsLambda.Simulation.csproj"), "-c", "Release", "--nologo", "-v", "q", "-p:RunAnalyzers=false",
            "-p:TreatWarningsAsErrors=false", "-p:GenerateDocumentationFile=false", .. _isRestored ? ["--no-restore"] : Array.Empty<string>(),
        ];
        CommandResult built = await Command.RunAsync(Command.HangLimit, NoEnvironment, "dotnet", build);
        await File.WriteAllTextAsync(file, source);
        Assert.True(built.ExitCode == 0, $"The mutation \"{mutation}\" does not compile: {built.Output}");
        _isRestored = true;
    }

    /// <summary>Runs the simulator that was built last.</summary>
    internal Task<CommandResult> SimulateAsync(params string[] arguments) => Command.RunAsync(
        Command.HangLimit, NoEnvironment, "dotnet", [PathOf("test/SqsLambda.Simulation/bin/Release/net10.0/SqsLambda.Simulation.dll"), .. arguments]);

    public void Dispose() => _root.Delete(recursive: true);

    private string PathOf(string file) => Path.Combine(_root.FullName, file);

    private static IEnumerable<string> FilesOf(string folder) => Directory
        .EnumerateFiles(Repo.PathOf(folder), "*", SearchOption.AllDirectories)
        .Select(static file => Path.GetRelativePath(Repo.Root, file))
        .Where(static file => !file.Split(Path.DirectorySeparatorChar).Any(static part => part is "bin" or "obj"));
}
