using System.Diagnostics;
using System.Text.Json;

namespace SqsLambda.Local.Projects;

/// <summary>Builds the project of a function if its source files are newer than its assembly.</summary>
internal static class ProjectBuild
{
    private static readonly string[] SourceExtensions = [".cs", ".fs", ".vb", ".csproj", ".fsproj", ".vbproj", ".props", ".targets", ".resx"];
    private static readonly string[] FilesAbove = ["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"];

    /// <summary>Whether an assembly is missing or older than the source files of its project and of the projects that this one references.</summary>
    /// <param name="projectFolder">The folder of the project.</param>
    /// <param name="assembly">The path of the assembly; <see langword="null"/> if there is none.</param>
    public static bool IsNeeded(string projectFolder, string? assembly)
    {
        if (!Directory.Exists(projectFolder) || !Directory.EnumerateFiles(projectFolder, "*.*proj").Any())
        {
            return false;
        }

        if (assembly is null)
        {
            return true;
        }

        DateTime built = File.GetLastWriteTimeUtc(assembly);
        return Sources(projectFolder).Concat(ReferencedFolders(projectFolder).SelectMany(Sources)).Concat(Above(projectFolder))
            .Any(file => File.GetLastWriteTimeUtc(file) > built);
    }

    /// <summary>Runs <c>dotnet build</c>.</summary>
    /// <param name="projectFolder">The folder of the project.</param>
    /// <param name="configuration">The configuration; by default that of <c>dotnet build</c>.</param>
    /// <param name="error">Where to tell of the build, and what it prints if it fails.</param>
    /// <exception cref="UsageException">The build failed.</exception>
    public static void Run(string projectFolder, string? configuration, TextWriter error)
    {
        string command = CommandFor(projectFolder, configuration);
        error.WriteLine($"Building the function: {command}");
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            WorkingDirectory = projectFolder,
        };
        foreach (string argument in new[] { "build", "-nologo", "-verbosity:quiet", "-consoleLoggerParameters:NoSummary" })
        {
            start.ArgumentList.Add(argument);
        }

        if (configuration is not null)
        {
            start.ArgumentList.Add("--configuration");
            start.ArgumentList.Add(configuration);
        }

        using Process build = Process.Start(start)!;
        string output = build.StandardOutput.ReadToEnd();
        build.WaitForExit();
        if (build.ExitCode != 0)
        {
            error.Write(output);
            throw new UsageException($"The function was not built. Mend the errors above, or run the build that is there with --no-build. The command was: {command}");
        }
    }

    /// <summary>The command that a person types to build the project.</summary>
    public static string CommandFor(string projectFolder, string? configuration)
    {
        string path = BuildOutput.Relative(projectFolder);
        return $"dotnet build {(path.Contains(' ', StringComparison.Ordinal) ? $"\"{path}\"" : path)}{(configuration is null ? "" : $" --configuration {configuration}")}";
    }

    private static IEnumerable<string> Sources(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder)
            .Where(static file => SourceExtensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
            .Concat(Directory.EnumerateDirectories(folder).Where(static each => !IsSkipped(Path.GetFileName(each))).SelectMany(Sources))
        : [];

    private static bool IsSkipped(string folder) =>
        folder[0] == '.' || folder.Equals("bin", StringComparison.OrdinalIgnoreCase) || folder.Equals("obj", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> Above(string folder)
    {
        for (DirectoryInfo? each = new(folder); each is not null; each = each.Parent)
        {
            foreach (string name in FilesAbove)
            {
                string file = Path.Combine(each.FullName, name);
                if (File.Exists(file))
                {
                    yield return file;
                }
            }
        }
    }

    // NuGet's restore leaves the whole graph of projects here.
    private static IEnumerable<string> ReferencedFolders(string projectFolder)
    {
        string assets = Path.Combine(projectFolder, "obj", "project.assets.json");
        if (!File.Exists(assets))
        {
            return [];
        }

        using var document = JsonDocument.Parse(File.ReadAllBytes(assets));
        return
        [
            .. document.RootElement.GetProperty("libraries").EnumerateObject()
                .Where(static library => library.Value.GetProperty("type").ValueEquals("project"))
                .Select(library => Path.GetDirectoryName(Path.GetFullPath(Path.Combine(projectFolder, library.Value.GetProperty("path").GetString()!)))!),
        ];
    }
}
