using System.Text.RegularExpressions;
using SqsLambda.Tests.Repository;

namespace SqsLambda.Tests.Docs;

/// <summary>The C# of the pages compiles: it is a part of a file that is compiled.</summary>
public sealed partial class SnippetTests
{
    private static readonly Lazy<string[]> CompiledFiles = new(static () =>
    [
        .. ((string[])["src", "test"])
            .SelectMany(static root => Directory.EnumerateFiles(Repo.PathOf(root), "*.cs", SearchOption.AllDirectories))
            .Where(static file => !NotCompiled().IsMatch(Path.GetRelativePath(Repo.Root, file)))
            .Select(static file => Squeeze(File.ReadAllText(file))),
    ]);

    public static TheoryData<string> AllPages => Pages.Rows(Pages.All);

    [Theory]
    [MemberData(nameof(AllPages))]
    public void Each_snippet_is_in_a_file_that_is_compiled(string path) => Assert.All(
        new MarkdownPage(path).CodeIn("csharp"),
        snippet => Assert.True(
            CompiledFiles.Value.Any(file => file.Contains(Squeeze(snippet), StringComparison.Ordinal)),
            $"{path} has a snippet that no compiled file has. Add it to test/SqsLambda.Tests/Docs/Examples.\n{snippet}"));

    private static string Squeeze(string text) => WhiteSpace().Replace(text, " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();

    [GeneratedRegex(@"(^|[\\/])(bin|obj)[\\/]")]
    private static partial Regex NotCompiled();
}
