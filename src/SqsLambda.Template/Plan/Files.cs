namespace SqsLambda.Template.Plan;

/// <summary>The files of the template.</summary>
internal static class Files
{
    /// <summary>The folder with the files that only the template has.</summary>
    public const string OwnFolder = "src/SqsLambda.Template/content";

    /// <summary>The files that are made from files of the repository.</summary>
    public static IReadOnlyList<TemplateFile> Changed { get; } = [.. RepositoryFiles.All, .. CodeFiles.All, .. NativeFiles.All, .. DeployFiles.All];
}
