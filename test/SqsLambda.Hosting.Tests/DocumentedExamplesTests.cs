using System.Text.RegularExpressions;

namespace SqsLambda.Hosting.Tests;

/// <summary>The examples of the package's page are compiled and run by the tests of Examples/.</summary>
public sealed partial class DocumentedExamplesTests
{
    [Fact]
    public void Each_line_block_of_an_example_is_code_that_a_test_runs()
    {
        string code = Squeeze(string.Join('\n', Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Examples"), "*.cs").Select(File.ReadAllText)));
        string page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md"));
        string[] blocks =
        [
            .. Example().Matches(page).SelectMany(static match => match.Groups[1].Value.Split("\n\n")).Select(Squeeze).Where(static block => block.Length > 0),
        ];

        Assert.True(blocks.Length > 5, $"{blocks.Length} blocks");
        Assert.All(blocks, block => Assert.Contains(block, code, StringComparison.Ordinal));
    }

    [Fact]
    public void The_log_lines_of_the_page_are_those_that_a_test_asserts()
    {
        string page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md"));

        Assert.Contains("Thumbnail of cat.png has 4096 bytes [Thumbnails.ThumbnailHandler, messageId m0, receiveCount 1]", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_of_contents_has_each_section()
    {
        string page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md"));

        Assert.Equal(Section().Matches(page).Select(static match => match.Groups[1].Value), Entry().Matches(page).Select(static match => match.Groups[1].Value));
    }

    private static string Squeeze(string text) => WhiteSpace().Replace(text, " ").Trim();

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex("^## (.+)$", RegexOptions.Multiline)]
    private static partial Regex Section();

    [GeneratedRegex(@"^- \[(.+)\]\(#[a-z-]+\)$", RegexOptions.Multiline)]
    private static partial Regex Entry();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
