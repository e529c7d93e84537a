using System.Text.RegularExpressions;
using SqsLambda.Batch.Metrics;
using SqsLambda.Tests.Repository;

namespace SqsLambda.Tests.Docs;

/// <summary>The pages name the metrics and the log texts that there are.</summary>
public sealed partial class MonitoringTests
{
    /// <summary>A metric of Lambda.</summary>
    private const string Errors = "Errors";

    private static readonly Lazy<string> Sources = new(static () => string.Concat(
        ((string[])["SqsLambda.Batch", "SqsLambda.Aws"])
            .SelectMany(static room => Directory.EnumerateFiles(Repo.PathOf("src", room), "*.cs", SearchOption.AllDirectories))
            .Select(File.ReadAllText)));

    [Fact]
    public void The_page_of_the_engine_names_each_metric() => Assert.Equal(
        EmfMetrics.Names,
        Code().Matches(new MarkdownPage("src/SqsLambda.Batch/README.md").Section("Metrics")).Select(static code => code.Groups["code"].Value).Where(EmfMetrics.Names.Contains));

    [Fact]
    public void What_one_sees_when_something_fails_is_a_metric_or_a_text_of_the_log()
    {
        string[] seen =
        [
            .. new MarkdownPage("docs/troubleshooting.md").Section("What you see, what it means, what to do").Split('\n')
                .Where(static line => line.StartsWith("| ", StringComparison.Ordinal))
                .SelectMany(static line => Code().Matches(line.Split(" | ")[0]))
                .Select(static code => code.Groups["code"].Value),
        ];

        Assert.Superset(new HashSet<string> { "MessagesFailed", "LeasesLost", "could not be settled" }, seen.ToHashSet());
        Assert.All(seen.Where(static text => text != Errors && !EmfMetrics.Names.Contains(text)), static text => Assert.Matches(
            Regex.Escape(text).Replace(@"\ n\ ", @" \{\w+\} ", StringComparison.Ordinal), Sources.Value));
    }

    [GeneratedRegex("`(?<code>[^`]+)`")]
    private static partial Regex Code();
}
