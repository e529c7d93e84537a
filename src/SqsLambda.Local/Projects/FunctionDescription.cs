using SqsLambda.Local.Lambda;
using SqsLambda.Local.Sqs;

namespace SqsLambda.Local.Projects;

/// <summary>A function that can be loaded, and what is known of it before that.</summary>
/// <param name="Name">Its name, which also names its queue.</param>
/// <param name="Handler">The handler string.</param>
/// <param name="AssemblyPath">The assembly of the handler.</param>
/// <param name="Folder">The project folder, or the published folder: its samples and its laptop file are there.</param>
internal sealed record FunctionDescription(string Name, HandlerString Handler, string AssemblyPath, string Folder)
{
    public const int DefaultTimeoutSeconds = 3;
    public const int DefaultMemoryMB = 128;

    /// <summary>The program, if the function is not a .NET assembly: then it has neither handler string nor assembly.</summary>
    public ForeignProgram? Program { get; init; }

    /// <summary>What runs, for people.</summary>
    public string What => Program?.ToString() ?? Handler.ToString();

    /// <summary>The region that its ARN names.</summary>
    public string Region { get; init; } = RegionName.Default;

    /// <summary>Its ARN.</summary>
    public string Arn => Invocation.ArnOf(Name, Region);

    /// <summary>1 to 900 s.</summary>
    public int TimeoutSeconds { get; init; } = DefaultTimeoutSeconds;

    /// <summary>128 to 10,240 MB.</summary>
    public int MemoryMB { get; init; } = DefaultMemoryMB;

    /// <summary>The defaults file that describes it, if one does.</summary>
    public string? DefaultsFile { get; init; }

    /// <summary>The messages that the function brings along.</summary>
    public SampleMessages Samples { get; init; } = SampleMessages.None;

    /// <summary>What its laptop file says.</summary>
    public LaptopFile Laptop { get; init; } = LaptopFile.Empty;
}
