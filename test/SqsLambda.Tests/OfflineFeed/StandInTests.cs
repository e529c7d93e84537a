using System.IO.Compression;
using System.Xml.Linq;
using SqsLambda.Tests.Repository;

namespace SqsLambda.Tests.OfflineFeed;

/// <summary>The packages of test/offline-feed are what their sources say, and say what they are.</summary>
public sealed class StandInTests
{
    public static TheoryData<string, string> StandIns => new()
    {
        { "Amazon.Lambda.Core", "3.2.0" },
        { "Amazon.Lambda.RuntimeSupport", "2.1.2" },
        { "Amazon.Lambda.SQSEvents", "3.0.0" },
        { "Amazon.Lambda.Serialization.SystemTextJson", "3.0.0" },
        { "Amazon.Lambda.TestUtilities", "4.2.0" },
    };

    [Theory]
    [MemberData(nameof(StandIns))]
    public void The_packed_API_equals_the_sources(string id, string officialVersion)
    {
        using ZipArchive package = Open(id, officialVersion);
        string packed = Path.Combine(Directory.CreateTempSubdirectory().FullName, $"{id}.dll");
        package.GetEntry($"lib/net10.0/{id}.dll")!.ExtractToFile(packed);

        string built = Path.Combine(AppContext.BaseDirectory, "stand-ins", $"{id}.dll");

        Assert.NotEmpty(PublicApi.Of(built));
        Assert.Equal(PublicApi.Of(built), PublicApi.Of(packed));
        Directory.Delete(Path.GetDirectoryName(packed)!, recursive: true);
    }

    [Theory]
    [MemberData(nameof(StandIns))]
    public void The_description_says_that_it_is_a_stand_in(string id, string officialVersion)
    {
        using ZipArchive package = Open(id, officialVersion);
        using Stream nuspec = package.GetEntry($"{id}.nuspec")!.Open();

        string description = XDocument.Load(nuspec).Descendants().Single(element => element.Name.LocalName == "description").Value;
        Assert.StartsWith($"Stand-in for {id}", description, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(StandIns))]
    public void The_projects_reference_the_official_version(string id, string officialVersion)
    {
        XDocument versions = XDocument.Load(Repo.PathOf("Directory.Packages.props"));

        Assert.Equal(
            officialVersion,
            versions.Descendants("PackageVersion").Single(element => (string?)element.Attribute("Include") == id).Attribute("Version")!.Value);
    }

    private static ZipArchive Open(string id, string officialVersion) =>
        ZipFile.OpenRead(Directory.GetFiles(Repo.PathOf("test", "offline-feed"), $"{id}.{officialVersion}.*.nupkg").Single());
}
