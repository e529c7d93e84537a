using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace SqsLambda.Local.Projects;

/// <summary>Builds the project of a function if a file of it is newer than its build.</summary>
internal static class ProjectBuild
{
    // Tells when the laptop last built the project. The assembly does not: a build that has nothing to compile leaves it as it is.
    private const string Stamp = "obj/sqs-lambda-local.stamp";

    private static readonly string[] FilesAbove = ["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"];

    /// <summary>
    /// Whether there is no assembly, or a file or folder of its project, or of a project that this one references, has changed since the assembly was
    /// built. A folder changes when a file in it is added, renamed or deleted.
    /// </summary>
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

        DateTime compiled = File.GetLastWriteTimeUtc(assembly), stamped = File.GetLastWriteTimeUtc(Path.Combine(projectFolder, Stamp));
        DateTime built = compiled > stamped ? compiled : stamped;
        return ReferencedFolders(projectFolder).Prepend(projectFolder).SelectMany(Entries).Concat(Above(projectFolder))
            .Any(entry => entry.LastWriteTimeUtc > built);
    }

    /// <summary>Runs <c>dotnet build</c>.</summary>
    /// <param name="projectFolder">The folder of the project.</param>
    /// <param name="configuration">The configuration; by default that of <c>dotnet build</c>.</param>
    /// <param name="error">Where to tell of the build, and what it prints if it fails.</param>
    /// <exception cref="UsageException">The build failed.</exception>
    /// <exception cref="OperationCanceledException">The user ended the build.</exception>
    public static void Run(string projectFolder, string? configuration, TextWriter error)
    {
        string command = CommandFor(projectFolder, configuration);
        error.WriteLine($"Building the function: {command}");
        bool isEnded = false;
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => isEnded = signal.Cancel = true);
        DateTime started = DateTime.UtcNow;
        using Process build = Process.Start(StartOf(projectFolder, configuration))!;
        string output = build.StandardOutput.ReadToEnd();
        build.WaitForExit();
        if (isEnded)
        {
            throw new OperationCanceledException();
        }

        if (build.ExitCode != 0)
        {
            error.Write(output);
            throw new UsageException($"The function was not built. Fix the errors above, or run the build that is there with --no-build. The command was: {command}");
        }

        string stamp = Path.Combine(projectFolder, Stamp);
        Directory.CreateDirectory(Path.GetDirectoryName(stamp)!);
        File.WriteAllText(stamp, "");

        // A file that is saved during the build is built the next time. The build itself changes the folders of projects when it creates bin and obj.
        DateTime changed = ReferencedFolders(projectFolder).Prepend(projectFolder).Max(Directory.GetLastWriteTimeUtc);
        File.SetLastWriteTimeUtc(stamp, changed > started ? changed : started);
    }

    /// <summary>The command that a person types to build the project.</summary>
    public static string CommandFor(string projectFolder, string? configuration)
    {
        string path = BuildOutput.Relative(projectFolder);
        return $"dotnet build {(path.Contains(' ', StringComparison.Ordinal) ? $"\"{path}\"" : path)}{(configuration is null ? "" : $" --configuration {configuration}")}";
    }

    private static ProcessStartInfo StartOf(string projectFolder, string? configuration)
    {
        string[] arguments = ["build", "-nologo", "-verbosity:quiet", "-consoleLoggerParameters:NoSummary"];
        return new(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", configuration is null ? arguments : [.. arguments, "--configuration", configuration])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = projectFolder,
        };
    }

    private static IEnumerable<FileSystemInfo> Entries(string folder)
    {
        DirectoryInfo self = new(folder);
        return self.Exists
            ? self.EnumerateDirectories().Where(static each => !IsSkipped(each.Name)).SelectMany(static each => Entries(each.FullName)).Concat(self.EnumerateFiles()).Prepend(self)
            : [];
    }

    private static bool IsSkipped(string folder) =>
        folder[0] == '.' || folder.Equals("bin", StringComparison.OrdinalIgnoreCase) || folder.Equals("obj", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<FileSystemInfo> Above(string folder)
    {
        for (DirectoryInfo? each = new(folder); each is not null; each = each.Parent)
        {
            foreach (FileInfo file in FilesAbove.Select(name => new FileInfo(Path.Combine(each.FullName, name))).Where(static file => file.Exists))
            {
                yield return file;
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
