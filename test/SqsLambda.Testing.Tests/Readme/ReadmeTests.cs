using System.Text.RegularExpressions;

namespace SqsLambda.Testing.Tests.Readme;

/// <summary>The examples of the package's page are those that tests compile and run, and its table of contents leads to its parts.</summary>
public sealed partial class ReadmeTests
{
    [Fact]
    public void Each_example_is_one_that_a_test_runs()
    {
        string[] tests = [Source("FirstExample.cs"), Source("Examples.cs")];
        string[] examples = ReadmeText.Blocks("csharp");

        Assert.NotEmpty(examples);
        Assert.All(examples, example => Assert.Contains(tests, test => test.Contains(Squeeze(Using().Replace(example, "")), StringComparison.Ordinal)));
    }

    [Fact]
    public void The_table_of_contents_lists_each_part_in_order() => Assert.Equal(
        Heading().Matches(ReadmeText.All).Select(static match => match.Groups["name"].Value),
        Link().Matches(ReadmeText.All)
            .Where(static match => match.Groups["anchor"].Value == match.Groups["name"].Value.ToLowerInvariant().Replace(' ', '-'))
            .Select(static match => match.Groups["name"].Value));

    private static string Source(string name) => Squeeze(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, $"{name}.txt")));

    private static string Squeeze(string text) => WhiteSpace().Replace(text, " ").Trim();

    [GeneratedRegex("^##+ (?<name>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^ *- \[(?<name>[^\]]+)\]\(#(?<anchor>[^)]+)\)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Link();

    [GeneratedRegex(@"^using .+;$", RegexOptions.Multiline)]
    private static partial Regex Using();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
