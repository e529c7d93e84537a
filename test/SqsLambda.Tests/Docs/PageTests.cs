using SqsLambda.Tests.Deploy;
using SqsLambda.Tests.Repository;

namespace SqsLambda.Tests.Docs;

/// <summary>Pages lead somewhere, and are as long as they may be.</summary>
public sealed class PageTests
{
    private const int MaxReadmeWords = 2_200;

    // A page that is longer than this has a table of contents.
    private const int ShortPageWords = 500;

    public static TheoryData<string> AllPages => Pages.Rows(Pages.All);

    public static TheoryData<string> PackagePages => Pages.Rows(Pages.OfPackages);

    [Theory]
    [MemberData(nameof(AllPages))]
    public void Each_link_leads_to_a_file_and_an_anchor_that_exist(string path)
    {
        var page = new MarkdownPage(path);

        Assert.All(page.Links.Where(static link => !IsAbsolute(link)), link =>
        {
            string[] parts = link.Split('#', 2);
            string target = parts[0].Length == 0 ? path : Resolve(path, parts[0]);
            Assert.True(Path.Exists(Repo.PathOf(target)), $"{path} links to {link}: there is no {target}.");
            if (parts.Length == 2)
            {
                Assert.Contains(parts[1], new MarkdownPage(target).Anchors);
            }
        });
    }

    [Theory]
    [MemberData(nameof(PackagePages))]
    public void A_page_of_a_package_links_to_itself_or_to_the_web_only(string path) =>
        Assert.All(new MarkdownPage(path).Links, static link => Assert.True(link.StartsWith('#') || IsAbsolute(link), link));

    [Theory]
    [MemberData(nameof(AllPages))]
    public void A_page_that_is_not_short_has_all_its_sections_in_its_table_of_contents(string path)
    {
        var page = new MarkdownPage(path);
        bool isForUsers = path.StartsWith("docs/", StringComparison.Ordinal) || path.StartsWith("src/", StringComparison.Ordinal);
        if (!isForUsers || page.WordCount <= ShortPageWords)
        {
            return;
        }

        Assert.Equal(page.Sections.Select(static section => $"- [{section}](#{MarkdownPage.AnchorOf(section)})"), page.TableOfContents);
    }

    [Fact]
    public void The_README_is_read_in_five_minutes() => Assert.InRange(new MarkdownPage(Pages.Readme).WordCount, 1, MaxReadmeWords);

    [Fact]
    public void What_to_do_when_something_fails_is_linked_before_the_first_section_of_the_README() =>
        Assert.Contains("docs/troubleshooting.md", File.ReadAllText(Repo.PathOf(Pages.Readme)).Split("\n## ")[0], StringComparison.Ordinal);

    [Fact]
    public void The_README_deploys_with_the_commands_that_are_tested() =>
        Assert.Equal(DeployCommands.Deploy, Assert.Single(new MarkdownPage(Pages.Readme).CodeIn("sh"), static block => block.StartsWith("aws ", StringComparison.Ordinal)).TrimEnd().Split('\n'));

    private static bool IsAbsolute(string link) => link.StartsWith("https://", StringComparison.Ordinal);

    private static string Resolve(string page, string link) =>
        Path.GetRelativePath(Repo.Root, Path.GetFullPath(link, Path.GetDirectoryName(Repo.PathOf(page))!)).Replace('\\', '/');
}
