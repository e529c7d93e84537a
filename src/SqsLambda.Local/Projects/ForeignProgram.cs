namespace SqsLambda.Local.Projects;

/// <summary>A program of any language that is a function by speaking the Lambda Runtime API.</summary>
/// <param name="Command">The command line that starts it, for the shell; <see langword="null"/> if it is started elsewhere.</param>
/// <param name="Folder">Where it is started.</param>
/// <param name="Handler">The handler in the defaults file, whatever its form, if there is one.</param>
internal sealed record ForeignProgram(string? Command, string Folder, string? Handler)
{
    private const string DefaultName = "function";

    /// <summary>Describes the function. A defaults file in the folder gives name, timeout and memory, but is not needed. One of a .NET assembly is left
    /// alone unless the path names it: a repository may hold several functions. Samples are those in the folder; if the path names a defaults file, those of its
    /// project.</summary>
    /// <param name="command">The command line; <see langword="null"/> for a program that is started elsewhere.</param>
    /// <param name="path">A folder or a defaults file; <see langword="null"/> for the current folder.</param>
    /// <param name="currentFolder">Where a relative path begins.</param>
    /// <exception cref="UsageException">The path or the defaults file cannot be used.</exception>
    public static FunctionDescription Describe(string? command, string? path, string currentFolder)
    {
        string full = Path.GetFullPath(Path.Combine(currentFolder, path ?? "."));
        string? file = File.Exists(full) && Path.GetExtension(full).Equals(".json", StringComparison.OrdinalIgnoreCase) ? full : null;
        string folder = file is null ? full : Path.GetDirectoryName(full)!;
        if (!Directory.Exists(folder))
        {
            throw new UsageException($"--function is '{path}': allowed is the folder of the program, or an {ToolsDefaults.FileName}.");
        }

        string inFolder = Path.Combine(folder, ToolsDefaults.FileName);
        ToolsDefaults? defaults = file is not null ? ToolsDefaults.Read(file)
            : File.Exists(inFolder) && ToolsDefaults.Read(inFolder) is { IsOfAssembly: false } own ? own
            : null;
        string project = defaults is null || !Directory.Exists(defaults.ProjectFolder) ? folder : defaults.ProjectFolder;
        return new(defaults?.FunctionName ?? NameOf(folder), HandlerString.None, AssemblyPath: "", project)
        {
            Program = new(command, folder, defaults?.Handler),
            TimeoutSeconds = defaults?.TimeoutSeconds ?? FunctionDescription.DefaultTimeoutSeconds,
            MemoryMB = defaults?.MemoryMB ?? FunctionDescription.DefaultMemoryMB,
            DefaultsFile = defaults?.File,
            Samples = file is null ? SampleMessages.In(project) : SampleMessages.Find(project),
            Laptop = LaptopFile.Find(project),
        };
    }

    /// <summary>The command line as it was given, or what is waited for.</summary>
    public override string ToString() => Command ?? "a process that is started elsewhere";

    // Lambda API reference, "CreateFunction": letters, digits, '-' and '_'.
    private static string NameOf(string folder)
    {
        string name = string.Concat(
            Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)).Select(static each => char.IsAsciiLetterOrDigit(each) || each is '-' or '_' ? each : '-'));
        return name.Length == 0 ? DefaultName : name[..Math.Min(name.Length, 64)];
    }
}
