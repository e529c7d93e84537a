using System.Text.RegularExpressions;
using SqsLambda.Tests.Repository;

namespace SqsLambda.Tests.Docs;

/// <summary>The C# of the pages compiles: each snippet is in one file that is compiled.</summary>
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
            CompiledFiles.Value.Any(file => PartsOf(snippet).All(part => file.Contains(part, StringComparison.Ordinal))),
            $"{path} has a snippet that no compiled file has. Add it to test/SqsLambda.Tests/Docs/Examples.\n{snippet}"));

    /// <summary>A page may leave out what is between two declarations of a file.</summary>
    private static IEnumerable<string> PartsOf(string snippet) => Gap().Split(snippet).Select(Squeeze);

    // A page shows the namespaces that a snippet uses, and a file has a namespace of its own.
    private static string Squeeze(string text) => WhiteSpace().Replace(Namespace().Replace(text, ""), " ").Trim();

    [GeneratedRegex(@"\n\n(?=\S)")]
    private static partial Regex Gap();

    [GeneratedRegex(@"^(using|namespace) [\w.]+;\r?$", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();

    [GeneratedRegex(@"(^|[\\/])(bin|obj)[\\/]")]
    private static partial Regex NotCompiled();
}
