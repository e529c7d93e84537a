using SqsLambda.Local.Projects;

namespace SqsLambda.Local.Tests.Projects;

public sealed class ProjectBuildTests : IDisposable
{
    private static readonly DateTime Built = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    [Theory]
    [InlineData("src/Function/Function.cs", true)]
    [InlineData("src/Function/Messages/Message.cs", true)]
    [InlineData("src/Function/Function.csproj", true)]
    [InlineData("src/Shared/Shared.cs", true)]
    [InlineData("Directory.Build.props", true)]
    [InlineData("src/Directory.Packages.props", true)]
    [InlineData("src/Function/config.json", true)]
    [InlineData("src/Function/Messages", true)]
    [InlineData("src/Function/obj/Generated.cs", false)]
    [InlineData("src/Function/bin/Other.cs", false)]
    [InlineData("src/Function/.vs/Other.cs", false)]
    [InlineData("src/Elsewhere/Elsewhere.cs", false)]
    public void A_build_is_needed_when_a_source_file_is_newer_than_the_assembly(string changed, bool isNeeded)
    {
        string assembly = Write("src/Function/bin/Debug/net10.0/Function.dll");
        Write("src/Function/Messages/Other.cs");
        Write("src/Function/Function.csproj");
        Write("src/Shared/Shared.csproj");
        Write("src/Function/obj/project.assets.json", """
            {"libraries":{"Amazon.Lambda.Core/3.2.0":{"type":"package","path":"amazon.lambda.core/3.2.0"},
                          "Shared/1.0.0":{"type":"project","path":"../Shared/Shared.csproj"}}}
            """);
        Age();
        Assert.False(ProjectBuild.IsNeeded(PathOf("src/Function"), assembly));

        if (!Directory.Exists(PathOf(changed)))
        {
            Write(changed);
            Age();
        }

        File.SetLastWriteTimeUtc(PathOf(changed), Built.AddSeconds(1));

        Assert.Equal(isNeeded, ProjectBuild.IsNeeded(PathOf("src/Function"), assembly));
        File.SetLastWriteTimeUtc(Write("src/Function/obj/sqs-lambda-local.stamp"), Built.AddSeconds(1));
        Assert.False(ProjectBuild.IsNeeded(PathOf("src/Function"), assembly));
    }

    [Fact]
    public void A_build_that_succeeds_is_not_needed_again_until_a_file_is_added_or_deleted()
    {
        string assembly = Write("src/Function/bin/Debug/net10.0/Function.dll");
        string deleted = Write("src/Function/Deleted.cs");
        Write("src/Function/Function.csproj", """<Project><Target Name="Build" /><Target Name="Restore" /></Project>""");

        ProjectBuild.Run(PathOf("src/Function"), configuration: null, TextWriter.Null);
        Assert.False(ProjectBuild.IsNeeded(PathOf("src/Function"), assembly));

        File.Delete(deleted);
        Directory.SetLastWriteTimeUtc(PathOf("src/Function"), DateTime.UtcNow.AddSeconds(1));
        Assert.True(ProjectBuild.IsNeeded(PathOf("src/Function"), assembly));
    }

    [Fact]
    public void A_project_without_an_assembly_needs_a_build_and_a_folder_without_a_project_does_not()
    {
        Write("src/Function/Function.csproj");
        Write("published/Function.cs");

        Assert.True(ProjectBuild.IsNeeded(PathOf("src/Function"), assembly: null));
        Assert.False(ProjectBuild.IsNeeded(PathOf("published"), assembly: null));
        Assert.False(ProjectBuild.IsNeeded(PathOf("missing"), assembly: null));
    }

    [Fact]
    public void A_build_that_fails_is_told_with_its_errors_and_in_one_line_what_to_do()
    {
        Write("src/Function/Function.csproj", """<Project><Target Name="Build"><Error Text="Not today." /></Target><Target Name="Restore" /></Project>""");
        using var error = new StringWriter();

        string message = Assert.Throws<UsageException>(() => ProjectBuild.Run(PathOf("src/Function"), "Release", error)).Message;

        string command = ProjectBuild.CommandFor(PathOf("src/Function"), "Release");
        Assert.EndsWith("src/Function --configuration Release", command.Replace('\\', '/'), StringComparison.Ordinal);
        Assert.Equal($"The function was not built. Fix the errors above, or run the build that is there with --no-build. The command was: {command}", message);
        Assert.StartsWith($"Building the function: {command}", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("error : Not today.", error.ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private void Age()
    {
        foreach (DirectoryInfo folder in _folder.EnumerateDirectories("*", SearchOption.AllDirectories))
        {
            folder.LastWriteTimeUtc = Built;
        }
    }

    private string PathOf(string path) => Path.Combine([_folder.FullName, .. path.Split('/')]);

    private string Write(string path, string text = "")
    {
        string file = PathOf(path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        File.SetLastWriteTimeUtc(file, Built);
        return file;
    }
}
