namespace SqsLambda.Local.Projects;

/// <summary>
/// What <c>aws-lambda-tools-defaults.json</c> says of a function. Its <c>environment-variables</c> are left alone: they name what is real in AWS.
/// </summary>
/// <param name="File">The file.</param>
/// <param name="ProjectFolder">The folder of the project.</param>
/// <param name="Handler">The handler string, if there is one.</param>
internal sealed record ToolsDefaults(string File, string ProjectFolder, string? Handler)
{
    public const string FileName = "aws-lambda-tools-defaults.json";

    private string? _runtime;

    /// <summary>Whether the handler string is that of a .NET assembly: ASSEMBLY::TYPE::METHOD.</summary>
    public bool IsOfAssembly => Handler?.Contains("::", StringComparison.Ordinal) == true;

    /// <summary>Whether a .NET project is deployed as a native executable.</summary>
    public bool IsNativeExecutable => !IsOfAssembly && _runtime?.StartsWith("provided", StringComparison.Ordinal) == true && ProjectFile is not null;

    /// <summary>The project file, if there is one.</summary>
    public string? ProjectFile => Directory.Exists(ProjectFolder) ? Directory.EnumerateFiles(ProjectFolder, "*.*proj").FirstOrDefault() : null;

    public string? FunctionName { get; private init; }

    public string? Framework { get; private init; }

    public int? TimeoutSeconds { get; private init; }

    public int? MemoryMB { get; private init; }

    /// <summary>Finds the file in a folder or above it.</summary>
    /// <returns>Its path; <see langword="null"/> if there is none.</returns>
    public static string? FindUpwards(string folder)
    {
        for (DirectoryInfo? each = new(folder); each is not null; each = each.Parent)
        {
            string file = Path.Combine(each.FullName, FileName);
            if (System.IO.File.Exists(file))
            {
                return file;
            }
        }

        return null;
    }

    /// <exception cref="UsageException">The file cannot be read, or a value is not allowed.</exception>
    public static ToolsDefaults Read(string file)
    {
        JsonFileValue defaults = JsonFileValue.Read(file);
        defaults.RequireObject();
        string folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        string project = Text("project-location") is { } location ? Path.GetFullPath(Path.Combine(folder, location)) : folder;
        if (System.IO.File.Exists(project))
        {
            project = Path.GetDirectoryName(project)!;
        }

        return new(file, project, Text("function-handler"))
        {
            _runtime = Text("function-runtime"),
            FunctionName = Text("function-name"),
            Framework = Text("framework"),
            TimeoutSeconds = defaults["function-timeout"]?.AsWhole(1, 900, " seconds"),
            MemoryMB = defaults["function-memory-size"]?.AsWhole(128, 10_240, " MB"),
        };

        string? Text(string name) => defaults[name] is { Text.Length: > 0 } value ? value.AsText() : null;
    }
}
