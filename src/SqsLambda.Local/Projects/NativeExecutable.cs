using System.Xml;
using System.Xml.Linq;

namespace SqsLambda.Local.Projects;

/// <summary>A project that is deployed as a native executable. Lambda starts it; it has no assembly with a handler that can be loaded.</summary>
internal static class NativeExecutable
{
    /// <summary>Says why it is not run, and what to do in its place.</summary>
    /// <param name="defaults">Its defaults file.</param>
    public static UsageException Refuse(ToolsDefaults defaults) => new(
        $"{BuildOutput.Relative(defaults.File)}: this project is a native executable, which the laptop cannot load. "
        + $"Run its function as managed code: --function {(defaults.ProjectFile is { } file && FunctionFolder(file) is { } folder ? BuildOutput.Relative(folder) : "with the project of the function")}. "
        + $"Or publish it and run the executable: --command PATH/{defaults.Handler}.");

    // The class of the function is in the only project that it references.
    private static string? FunctionFolder(string projectFile)
    {
        try
        {
            return XDocument.Load(projectFile).Descendants().Where(static element => element.Name.LocalName == "ProjectReference")
                .Select(static reference => reference.Attribute("Include")?.Value.Replace('\\', '/')).ToList() is [{ } path]
                ? Path.GetDirectoryName(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(projectFile)!, path)))
                : null;
        }
        catch (XmlException)
        {
            return null;
        }
    }
}
