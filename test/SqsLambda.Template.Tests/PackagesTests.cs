using System.IO.Compression;
using System.Reflection.Metadata;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using SqsLambda.Tests.Commands;

namespace SqsLambda.Template.Tests;

/// <summary>What <c>dotnet pack</c> makes of this repository.</summary>
[Trait("Category", "Long")]
[Collection(nameof(SharedAdoptedRepositories))]
public sealed partial class PackagesTests(AdoptedRepositories adopted)
{
    // Portable PDB format specification, "Source Link".
    private static readonly Guid SourceLink = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");

    /// <summary>The stand-ins of test/offline-feed are not among them.</summary>
    [RequiresCommandFact("bash", "git", "tar")]
    public async Task One_command_makes_all_packages_with_one_version() => Assert.Equal(
        [
            "SqsLambda.Aws.V.nupkg", "SqsLambda.Aws.V.snupkg", "SqsLambda.Batch.V.nupkg", "SqsLambda.Batch.V.snupkg", "SqsLambda.Hosting.V.nupkg",
            "SqsLambda.Hosting.V.snupkg", "SqsLambda.Local.V.nupkg", "SqsLambda.Local.V.snupkg", "SqsLambda.Redis.V.nupkg", "SqsLambda.Redis.V.snupkg", "SqsLambda.Template.V.nupkg", "SqsLambda.Testing.V.nupkg",
            "SqsLambda.Testing.V.snupkg",
        ],
        (await PackagesAsync("*")).Select(static file => Version().Replace(Path.GetFileName(file), ".V")).Order(StringComparer.Ordinal));

    [RequiresCommandFact("bash", "git", "tar")]
    public async Task Each_package_has_a_licence_a_readme_a_description_and_the_commit_that_it_was_made_of() => Assert.All(await PackagesAsync("*.nupkg"), static package =>
    {
        XElement metadata = NuspecOf(package).Root!.Elements().Single(static element => element.Name.LocalName == "metadata");

        Assert.Equal("MIT", Text(metadata, "license"));
        Assert.Equal("README.md", Text(metadata, "readme"));
        Assert.StartsWith($"# {Text(metadata, "id")}", ReadText(package, "README.md"), StringComparison.Ordinal);
        Assert.InRange(Text(metadata, "description").Length, 40, 300);
        Assert.NotEmpty(Text(metadata, "tags"));
        XElement repository = metadata.Elements().Single(static element => element.Name.LocalName == "repository");
        Assert.Equal(("git", "https://github.com/example/sqs-lambda.git"), (repository.Attribute("type")!.Value, repository.Attribute("url")!.Value));
        Assert.Matches("^[0-9a-f]{40}$", repository.Attribute("commit")!.Value);
    });

    [RequiresCommandFact("bash", "git", "tar")]
    public async Task A_debugger_finds_the_sources_and_the_symbols_name_no_folder_of_the_machine_that_packed() => Assert.All(await PackagesAsync("*.snupkg"), static package =>
    {
        using ZipArchive zip = ZipFile.OpenRead(package);
        foreach (ZipArchiveEntry entry in zip.Entries.Where(static entry => entry.Name.StartsWith("SqsLambda", StringComparison.Ordinal) && entry.Name.EndsWith(".pdb", StringComparison.Ordinal)))
        {
            using var copy = new MemoryStream();
            using (Stream stream = entry.Open())
            {
                stream.CopyTo(copy);
            }

            copy.Position = 0;
            using MetadataReaderProvider provider = MetadataReaderProvider.FromPortablePdbStream(copy);
            MetadataReader reader = provider.GetMetadataReader();
            string link = reader.CustomDebugInformation.Select(reader.GetCustomDebugInformation)
                .Where(information => reader.GetGuid(information.Kind) == SourceLink)
                .Select(information => Encoding.UTF8.GetString(reader.GetBlobBytes(information.Value)))
                .Single();

            Assert.Contains("https://raw.githubusercontent.com/example/sqs-lambda/", link, StringComparison.Ordinal);
            Assert.All(reader.Documents, document => Assert.StartsWith("/_", reader.GetString(reader.GetDocument(document).Name), StringComparison.Ordinal));
        }
    });

    /// <summary>A user's restore takes the official packages, at the versions that the engine is tested with or later.</summary>
    [RequiresCommandFact("bash", "git", "tar")]
    public async Task The_packages_depend_on_the_official_packages_of_Lambda() => Assert.Equal(
        ["Amazon.Lambda.Core 3.2.0", "Amazon.Lambda.SQSEvents 3.0.0"],
        NuspecOf((await PackagesAsync("SqsLambda.Batch.*.nupkg")).Single()).Descendants()
            .Where(static element => element.Name.LocalName == "dependency")
            .Select(static element => $"{element.Attribute("id")!.Value} {element.Attribute("version")!.Value}")
            .Where(static dependency => dependency.StartsWith("Amazon", StringComparison.Ordinal)));

    private async Task<IEnumerable<string>> PackagesAsync(string pattern)
    {
        await adopted.ReadyAsync();
        return Directory.EnumerateFiles(adopted.PackagesFolder, pattern);
    }

    private static string Text(XElement metadata, string name) => metadata.Elements().Single(element => element.Name.LocalName == name).Value;

    private static XDocument NuspecOf(string package)
    {
        using ZipArchive zip = ZipFile.OpenRead(package);
        using Stream stream = zip.Entries.Single(static entry => entry.Name.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        return XDocument.Load(stream);
    }

    private static string ReadText(string package, string file)
    {
        using ZipArchive zip = ZipFile.OpenRead(package);
        using var reader = new StreamReader(zip.GetEntry(file)!.Open());
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"\.\d+\.\d+\.\d+-adopted\.\d+")]
    private static partial Regex Version();
}
