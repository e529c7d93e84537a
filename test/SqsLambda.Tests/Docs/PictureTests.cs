using System.Text.RegularExpressions;
using System.Xml.Linq;
using SqsLambda.Tests.Commands;
using SqsLambda.Tests.Repository;

namespace SqsLambda.Tests.Docs;

/// <summary>The picture of the README shows what a run prints. <c>docs/picture.py</c> draws it.</summary>
public sealed partial class PictureTests
{
    private const int ContinuationIndent = 43;

    private readonly XElement[] _texts = [.. XDocument.Load(Repo.PathOf("docs", "laptop.svg")).Descendants().Where(static element => element.Name.LocalName == "text")];

    [RequiresCommandFact("bash")]
    public async Task It_has_the_lines_of_a_real_run_whose_times_and_ids_differ()
    {
        string command = _texts.Single(static text => Class(text) == "command").Value["$ ".Length..];

        CommandResult run = await LaptopCommand.RunAsync(command);

        Assert.True(run.ExitCode == 1, run.Output + run.Error);
        Assert.Equal(Comparable(run.Output.ReplaceLineEndings("\n").Split('\n')), Comparable(Shown()));
    }

    [Fact]
    public void It_has_a_title_and_a_description_for_who_cannot_see_it() => Assert.All((string[])["title", "desc"], name => Assert.NotEmpty(
        Assert.Single(_texts[0].Parent!.Elements(), element => element.Name.LocalName == name).Value));

    private static string Class(XElement text) => $"{text.Attribute("class")?.Value}";

    /// <summary>The lines of the picture. A terminal folds a long line below the start of its text.</summary>
    private List<string> Shown()
    {
        var lines = new List<string>();
        foreach (string line in _texts.Where(static text => Class(text) == "line").Select(static text => text.Value))
        {
            if (lines.Count > 0 && line.StartsWith(new string(' ', ContinuationIndent), StringComparison.Ordinal))
            {
                lines[^1] += $" {line.Trim()}";
            }
            else
            {
                lines.Add(line);
            }
        }

        return lines;
    }

    // Which of two copies is processed first, and how often a message comes back before that, depends on how busy the machine is.
    private static IEnumerable<string> Comparable(IEnumerable<string> lines) => lines
        .Where(static line => line.Length > 0 && !line.EndsWith("in progress in another invocation", StringComparison.Ordinal))
        .Select(static line => Counts().IsMatch(line) ? Number().Replace(line, "n") : Port().Replace(TimeAndId().Replace(line, ""), "127.0.0.1:port"))
        .Order(StringComparer.Ordinal);

    [GeneratedRegex(@"^ +\d+\.\d{3}  [0-9a-f]+  ")]
    private static partial Regex TimeAndId();

    [GeneratedRegex(@"127\.0\.0\.1:\d+")]
    private static partial Regex Port();

    [GeneratedRegex("^(sent |event source mapping|[0-9]+ lines)")]
    private static partial Regex Counts();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Number();
}
