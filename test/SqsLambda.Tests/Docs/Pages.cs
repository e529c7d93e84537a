using SqsLambda.Tests.Repository;

namespace SqsLambda.Tests.Docs;

/// <summary>The pages for users: those of the top folder, of <c>docs</c> and of the rooms.</summary>
internal static class Pages
{
    public const string Readme = "README.md";

    public static IReadOnlyList<string> All { get; } =
    [
        .. In("", "*.md").Where(static path => path != "CHANGELOG.md"),
        .. In("docs", "*.md"),
        .. Folders("src").SelectMany(static folder => In(folder, "README.md")),
        .. Folders("src").SelectMany(static folder => In($"{folder}/deploy", "README.md")),
        .. Folders("test").SelectMany(static folder => In(folder, "README.md")),
    ];

    /// <summary>The pages that NuGet shows with a package. It does not know the files beside them.</summary>
    public static IReadOnlyList<string> OfPackages { get; } = [.. All.Where(static path => path.StartsWith("src/SqsLambda.", StringComparison.Ordinal))];

    /// <summary>The pages whose commands are for users. The tests in <c>Deploy</c> run those of the deploy page.</summary>
    public static IReadOnlyList<string> WithCommands { get; } = [Readme, .. All.Where(static path => path.StartsWith("docs/", StringComparison.Ordinal)), .. OfPackages];

    public static TheoryData<string> Rows(IEnumerable<string> pages) => [.. pages];

    private static IEnumerable<string> Folders(string root) =>
        Directory.GetDirectories(Repo.PathOf(root)).Select(folder => $"{root}/{Path.GetFileName(folder)}").Order(StringComparer.Ordinal);

    private static IEnumerable<string> In(string folder, string pattern) => Directory.Exists(Repo.PathOf(folder))
        ? Directory.GetFiles(Repo.PathOf(folder), pattern)
            .Select(file => folder.Length == 0 ? Path.GetFileName(file) : $"{folder}/{Path.GetFileName(file)}")
            .Order(StringComparer.Ordinal)
        : [];
}
