using SqsLambda.Tests.Repository;

namespace SqsLambda.Tests.Deploy;

/// <summary>src/SqsLambda/deploy/README.md: its headings, its commands and its tables.</summary>
internal static class DeployPage
{
    private static readonly string Text = File.ReadAllText(Repo.PathOf("src", "SqsLambda", "deploy", "README.md")).ReplaceLineEndings("\n");

    private static readonly Dictionary<string, string> Sections = Text.Split("\n## ")[1..].ToDictionary(
        static section => section[..section.IndexOf('\n', StringComparison.Ordinal)],
        static section => section[section.IndexOf('\n', StringComparison.Ordinal)..]);

    /// <summary>The headings of the sections, in their order.</summary>
    public static IEnumerable<string> Headings => Text.Split("\n## ")[1..].Select(static section => section[..section.IndexOf('\n', StringComparison.Ordinal)]);

    /// <summary>The lines before the first section.</summary>
    public static IEnumerable<string> Introduction => Text[..Text.IndexOf("\n## ", StringComparison.Ordinal)].Split('\n');

    /// <summary>The commands of the page, in blocks, a line each.</summary>
    public static IEnumerable<string[]> AllCommands => Sections.Values.SelectMany(CommandsIn);

    /// <summary>The commands of a section, in blocks, a line each.</summary>
    public static string[][] Commands(string heading) => [.. CommandsIn(Sections[heading])];

    /// <summary>The rows of the tables of a section, without the heads, a cell each.</summary>
    public static string[][] Rows(string heading) =>
    [
        .. Sections[heading]
            .Split('\n')
            .Where(static line => line.StartsWith("| ", StringComparison.Ordinal))
            .Select(static line => line[1..^1].Split('|', StringSplitOptions.TrimEntries))
            .Where(static cells => !cells[0].StartsWith("---", StringComparison.Ordinal)),
    ];

    private static IEnumerable<string[]> CommandsIn(string section) =>
        section.Split("```sh\n")[1..].Select(static block => block[..block.IndexOf("\n```", StringComparison.Ordinal)].Split('\n'));
}
