namespace SqsLambda.Local.Projects;

/// <summary>Finds what <c>dotnet build</c> has made of a project.</summary>
internal static class BuildOutput
{
    /// <summary>The assembly that was built last, in <c>bin/CONFIGURATION/FRAMEWORK</c>.</summary>
    /// <param name="projectFolder">The folder of the project.</param>
    /// <param name="assembly">The name of the assembly.</param>
    /// <param name="framework">The target framework; any where <see langword="null"/>.</param>
    /// <param name="configuration">The configuration; any where <see langword="null"/>.</param>
    /// <returns>Its path; <see langword="null"/> if there is none.</returns>
    public static string? Newest(string projectFolder, string assembly, string? framework, string? configuration) =>
        Folders(Path.Combine(projectFolder, "bin"))
            .Where(folder => configuration is null || Path.GetFileName(folder).Equals(configuration, StringComparison.OrdinalIgnoreCase))
            .SelectMany(Folders)
            .Where(folder => framework is null || Path.GetFileName(folder).Equals(framework, StringComparison.OrdinalIgnoreCase))
            .Select(folder => Path.Combine(folder, $"{assembly}.dll"))
            .Where(File.Exists)
            .MaxBy(File.GetLastWriteTimeUtc);

    /// <inheritdoc cref="Newest"/>
    /// <exception cref="UsageException">There is none, or it is not complete.</exception>
    public static string Find(string projectFolder, string assembly, string? framework, string? configuration)
    {
        string build = ProjectBuild.CommandFor(projectFolder, configuration);
        string newest = Newest(projectFolder, assembly, framework, configuration)
            ?? throw new UsageException($"There is no {assembly}.dll under {Relative(Path.Combine(projectFolder, "bin"))}. Build it: {build}");
        RequireComplete(newest, build);
        return newest;
    }

    /// <summary>Refuses an assembly that cannot be loaded as Lambda loads it.</summary>
    /// <param name="assembly">Its path.</param>
    /// <param name="command">The command that makes it anew.</param>
    /// <exception cref="UsageException">A file beside it is missing.</exception>
    public static void RequireComplete(string assembly, string command)
    {
        foreach (string extension in new[] { ".deps.json", ".runtimeconfig.json" })
        {
            string file = Path.ChangeExtension(assembly, extension);
            if (!File.Exists(file))
            {
                throw new UsageException(
                    $"{Relative(file)} is missing. Set GenerateRuntimeConfigurationFiles to true in the project, as Lambda needs it too, and build it again: {command}");
            }
        }
    }

    /// <summary>A path as a person at the command line writes it.</summary>
    public static string Relative(string path) => Path.GetRelativePath(Environment.CurrentDirectory, path);

    private static string[] Folders(string folder) => Directory.Exists(folder) ? Directory.GetDirectories(folder) : [];
}
