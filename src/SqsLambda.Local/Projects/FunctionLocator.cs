namespace SqsLambda.Local.Projects;

/// <summary>Finds the function to run: its handler, its build output and what is known of it.</summary>
internal static class FunctionLocator
{
    /// <summary>Finds a function.</summary>
    /// <param name="selection">What the user says of it.</param>
    /// <param name="currentFolder">Where relative paths begin, and where the search for the defaults file begins.</param>
    /// <param name="error">Where to tell of a build.</param>
    /// <exception cref="UsageException">There is none, or it is not built.</exception>
    public static FunctionDescription Find(FunctionSelection selection, string currentFolder, TextWriter error)
    {
        if (selection.Path is null)
        {
            string file = ToolsDefaults.FindUpwards(currentFolder)
                ?? throw new UsageException(
                    $"There is no {ToolsDefaults.FileName} in this folder or above it. Name a function: --function with a project, a published folder or such a file.");
            return OfProject(ToolsDefaults.Read(file), selection, error);
        }

        string path = Path.GetFullPath(Path.Combine(currentFolder, selection.Path));
        if (File.Exists(path))
        {
            return Path.GetExtension(path).ToUpperInvariant() switch
            {
                ".JSON" => OfProject(ToolsDefaults.Read(path), selection, error),
                ".CSPROJ" or ".FSPROJ" or ".VBPROJ" => OfProjectFolder(Path.GetDirectoryName(path)!, selection, error),
                _ => throw Refuse(selection.Path),
            };
        }

        if (!Directory.Exists(path))
        {
            throw new UsageException($"--function is '{selection.Path}': there is no such file or folder.");
        }

        string defaults = Path.Combine(path, ToolsDefaults.FileName);
        return File.Exists(defaults) ? OfProject(ToolsDefaults.Read(defaults), selection, error)
            : Directory.EnumerateFiles(path, "*.*proj").Any() ? OfProjectFolder(path, selection, error)
            : Directory.GetFiles(path, "*.runtimeconfig.json") is [_, ..] ? OfPublishedFolder(path, selection)
            : throw Refuse(selection.Path);
    }

    private static UsageException Refuse(string path) => new(
        $"--function is '{path}': allowed is a project file or folder, a published folder, or an {ToolsDefaults.FileName}.");

    // The defaults file of a project is in its folder or above it.
    private static FunctionDescription OfProjectFolder(string folder, FunctionSelection selection, TextWriter error)
    {
        ToolsDefaults? defaults = ToolsDefaults.FindUpwards(folder) is { } file ? ToolsDefaults.Read(file) : null;
        return OfProject(defaults?.ProjectFolder == folder ? defaults : new("", folder, null), selection, error);
    }

    private static FunctionDescription OfProject(ToolsDefaults defaults, FunctionSelection selection, TextWriter error)
    {
        HandlerString handler = HandlerOf(defaults, selection);
        if (selection.Builds
            && ProjectBuild.IsNeeded(
                defaults.ProjectFolder, BuildOutput.Newest(defaults.ProjectFolder, handler.Assembly, defaults.Framework, selection.Configuration)))
        {
            ProjectBuild.Run(defaults.ProjectFolder, selection.Configuration, error);
        }

        string assembly = BuildOutput.Find(defaults.ProjectFolder, handler.Assembly, defaults.Framework, selection.Configuration);
        return Describe(handler, assembly, defaults.ProjectFolder, defaults);
    }

    private static FunctionDescription OfPublishedFolder(string folder, FunctionSelection selection)
    {
        ToolsDefaults? defaults = ToolsDefaults.FindUpwards(folder) is { } file ? ToolsDefaults.Read(file) : null;
        HandlerString handler = HandlerOf(defaults ?? new("", folder, null), selection);
        string assembly = Path.Combine(folder, $"{handler.Assembly}.dll");
        if (!File.Exists(assembly))
        {
            throw new UsageException($"There is no {handler.Assembly}.dll in {BuildOutput.Relative(folder)}, which the handler '{handler}' names.");
        }

        BuildOutput.RequireComplete(assembly, "dotnet publish");
        return Describe(handler, assembly, folder, defaults);
    }

    private static HandlerString HandlerOf(ToolsDefaults defaults, FunctionSelection selection)
    {
        string handler = selection.Handler ?? defaults.Handler ?? throw new UsageException(defaults.File.Length > 0
            ? $"{BuildOutput.Relative(defaults.File)} has no function-handler. Add it, or name it: --handler ASSEMBLY::TYPE::METHOD."
            : $"No {ToolsDefaults.FileName} tells the handler of {BuildOutput.Relative(defaults.ProjectFolder)}. Name it: --handler ASSEMBLY::TYPE::METHOD.");
        try
        {
            return HandlerString.Parse(handler);
        }
        catch (LambdaValidationException) when (selection.Handler is null && defaults.IsNativeExecutable)
        {
            throw NativeExecutable.Refuse(defaults);
        }
        catch (LambdaValidationException exception)
        {
            string place = selection.Handler is null ? $"{BuildOutput.Relative(defaults.File)}: " : "";
            throw new UsageException($"{place}{exception.Message} A function in another language needs --command or --runtime-api.");
        }
    }

    private static FunctionDescription Describe(HandlerString handler, string assembly, string folder, ToolsDefaults? defaults) =>
        new(defaults?.FunctionName ?? handler.Assembly, handler, assembly, folder)
        {
            TimeoutSeconds = defaults?.TimeoutSeconds ?? FunctionDescription.DefaultTimeoutSeconds,
            MemoryMB = defaults?.MemoryMB ?? FunctionDescription.DefaultMemoryMB,
            DefaultsFile = defaults?.File is { Length: > 0 } file ? file : null,
            Samples = SampleMessages.Find(folder),
            Laptop = LaptopFile.Find(folder),
        };
}

/// <summary>Which function the user wants.</summary>
/// <param name="Path">A project file or folder, a published folder or a defaults file; <see langword="null"/> for the one of the current folder.</param>
/// <param name="Handler">The handler string, in place of the one in the defaults file.</param>
/// <param name="Configuration">The build configuration; <see langword="null"/> for whatever was built last.</param>
/// <param name="Builds">Whether a project is built first if its sources are newer than its assembly.</param>
internal sealed record FunctionSelection(string? Path = null, string? Handler = null, string? Configuration = null, bool Builds = false);
