using System.Text.RegularExpressions;
using SqsLambda.Tests.Repository;

namespace SqsLambda.Tests.Docs;

/// <summary>A page of the documentation.</summary>
/// <param name="path">Its path from the top folder, with slashes.</param>
internal sealed partial class MarkdownPage(string path)
{
    private const string Contents = "Contents";

    private readonly string _text = File.ReadAllText(Repo.PathOf(path)).ReplaceLineEndings("\n");

    public string Path => path;

    public int WordCount => _text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;

    /// <summary>The headings of the second level, in order. The table of contents is not a section.</summary>
    public IReadOnlyList<string> Sections =>
        [.. Headings().Where(static heading => heading is { Level: 2, Text: not Contents }).Select(static heading => heading.Text)];

    /// <summary>The lines of the table of contents, above the first section.</summary>
    public IReadOnlyList<string> TableOfContents =>
    [
        .. _text.Replace($"\n## {Contents}\n", "\n", StringComparison.Ordinal).Split("\n## ")[0].Split('\n')
            .Where(static line => line.StartsWith("- [", StringComparison.Ordinal) && line.Contains("](#", StringComparison.Ordinal)),
    ];

    /// <summary>What a link can name after <c>#</c>: GitHub makes it of a heading.</summary>
    public IReadOnlySet<string> Anchors => Headings().Select(static heading => AnchorOf(heading.Text)).ToHashSet(StringComparer.Ordinal);

    /// <summary>The targets of links and pictures.</summary>
    public IReadOnlyList<string> Links => [.. Link().Matches(Code().Replace(_text, "")).Select(static link => link.Groups["target"].Value)];

    /// <summary>The blocks of code in a language.</summary>
    public IReadOnlyList<string> CodeIn(string language) =>
        [.. Code().Matches(_text).Where(code => code.Groups["language"].Value == language).Select(static code => code.Groups["code"].Value)];

    /// <summary>The text of a section, without its heading.</summary>
    public string Section(string heading)
    {
        int start = _text.IndexOf($"\n## {heading}\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"{path} has no section '{heading}'.");
        start = _text.IndexOf('\n', start + 1) + 1;
        int end = _text.IndexOf("\n## ", start, StringComparison.Ordinal);
        return end < 0 ? _text[start..] : _text[start..end];
    }

    public static string AnchorOf(string heading) => Dropped().Replace(heading.ToLowerInvariant(), "").Replace(' ', '-');

    public override string ToString() => path;

    private IEnumerable<(int Level, string Text)> Headings() =>
        Heading().Matches(Code().Replace(_text, "")).Select(static heading => (heading.Groups["level"].Length, heading.Groups["text"].Value));

    [GeneratedRegex(@"^```(?<language>\w*)\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex("^(?<level>#+) (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex Dropped();
}
