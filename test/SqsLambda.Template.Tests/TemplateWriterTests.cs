using System.Text.RegularExpressions;
using SqsLambda.Template.Plan;
using SqsLambda.Tests.Repository;

namespace SqsLambda.Template.Tests;

/// <summary>What is made of this repository when the template is packed.</summary>
public sealed partial class TemplateWriterTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private readonly Dictionary<string, string> _files;

    public TemplateWriterTests()
    {
        TemplateWriter.Write(Repo.Root, _folder.FullName, "7.8.9");
        _files = _folder.EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
            .ToDictionary(file => Path.GetRelativePath(_folder.FullName, file.FullName).Replace('\\', '/'), static file => File.ReadAllText(file.FullName));
    }

    [Fact]
    public void The_template_has_a_small_repository() => Assert.Equal(
        """
        .config/dotnet-tools.json
        .editorconfig
        .gitattributes
        .github/workflows/ci.yml
        .gitignore
        .template.config/dotnetcli.host.json
        .template.config/template.json
        Directory.Build.props
        Directory.Packages.props
        PROJECT_NAME.sln
        README.md
        aws-lambda-tools-defaults.json
        docs/native.md
        docs/troubleshooting.md
        src/PROJECT_NAME.Native/PROJECT_NAME.Native.csproj
        src/PROJECT_NAME.Native/Program.cs
        src/PROJECT_NAME.Native/aws-lambda-tools-defaults.json
        src/PROJECT_NAME/Function.cs
        src/PROJECT_NAME/FunctionJsonContext.cs
        src/PROJECT_NAME/MESSAGE_TYPE.cs
        src/PROJECT_NAME/MESSAGE_TYPEHandler.cs
        src/PROJECT_NAME/MESSAGE_TYPEJsonContext.cs
        src/PROJECT_NAME/PROJECT_NAME.csproj
        src/PROJECT_NAME/Properties/launchSettings.json
        src/PROJECT_NAME/deploy/README.md
        src/PROJECT_NAME/deploy/resources.yaml
        src/PROJECT_NAME/deploy/trigger.yaml
        src/PROJECT_NAME/laptop.json
        src/PROJECT_NAME/samples.jsonl
        test/PROJECT_NAME.Tests/FunctionTests.cs
        test/PROJECT_NAME.Tests/PROJECT_NAME.Tests.csproj
        """.ReplaceLineEndings("\n"),
        string.Join('\n', _files.Keys.Order(StringComparer.Ordinal)));

    /// <summary>Records in another place after a switch would be no records.</summary>
    [Fact]
    public void The_managed_and_the_native_function_have_the_same_variables_with_each_option()
    {
        Match managed = Variables().Match(_files["aws-lambda-tools-defaults.json"]);
        Match native = Variables().Match(_files["src/PROJECT_NAME.Native/aws-lambda-tools-defaults.json"]);

        Assert.Contains("IDEMPOTENCY_REDIS=", managed.Value, StringComparison.Ordinal);
        Assert.Contains("IDEMPOTENCY_TABLE=", managed.Value, StringComparison.Ordinal);
        Assert.Equal(managed.Value, native.Value);
    }

    /// <summary>The words of the example are gone. Ordinary words such as "in order" may stay.</summary>
    [Fact]
    public void Nothing_of_the_example_is_left()
    {
        string[] left = [.. from file in _files
                            from line in file.Value.Split('\n')
                            where ExampleWord().IsMatch(line)
                            select $"{file.Key}: {line.Trim()}"];

        Assert.Equal([], left);
    }

    /// <summary>SqsLambda alone is the name of this product, and of its metrics.</summary>
    [Fact]
    public void The_packages_keep_their_names_and_nothing_else_has_them()
    {
        string[] other = [.. from file in _files
                             from Match word in NameOfThisRepository().Matches(file.Value)
                             select $"{file.Key}: {word.Value}"];

        Assert.Equal([], other.Except(["src/PROJECT_NAME/deploy/trigger.yaml: SqsLambda", "docs/troubleshooting.md: SqsLambda", ".template.config/template.json: SqsLambda"]));
        Assert.Contains("using SqsLambda.Batch;", _files["src/PROJECT_NAME/Function.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void Projects_reference_packages_and_only_the_function()
    {
        string[] references = [.. from file in _files
                                  from Match reference in ProjectReference().Matches(file.Value)
                                  select $"{file.Key}: {reference.Groups["path"].Value}"];

        Assert.Equal(
            [
                "src/PROJECT_NAME.Native/PROJECT_NAME.Native.csproj: ../PROJECT_NAME/PROJECT_NAME.csproj",
                "test/PROJECT_NAME.Tests/PROJECT_NAME.Tests.csproj: ../../src/PROJECT_NAME/PROJECT_NAME.csproj",
            ],
            references.Order(StringComparer.Ordinal));
        Assert.Contains("<PackageReference Include=\"SqsLambda.Aws\" />", _files["src/PROJECT_NAME/PROJECT_NAME.csproj"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Directory.Packages.props", "<SqsLambdaVersion>7.8.9</SqsLambdaVersion>")]
    [InlineData(".config/dotnet-tools.json", "\"version\": \"7.8.9\"")]
    public void The_packages_and_the_tool_have_the_version_of_the_template(string file, string text) =>
        Assert.Contains(text, _files[file], StringComparison.Ordinal);

    [Fact]
    public void Each_rename_finds_its_word_in_the_repository()
    {
        string changed = string.Join('\n', Files.Changed.Select(static file => File.ReadAllText(Repo.PathOf(file.Source.Split('/')))));

        Assert.All(Renames.All, rename => Assert.Contains(rename.Word, changed, StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [GeneratedRegex(@"//#if \(redis\)[\s\S]*//#endif")]
    private static partial Regex Variables();

    [GeneratedRegex(@"\bOrder(?!\()|\w*OrderBook\w*|\bORDERS|\borders\b|orderId|\bsku\b|quantity|TEA-|offline-feed|STANDIN|NU1603", RegexOptions.None)]
    private static partial Regex ExampleWord();

    [GeneratedRegex(@"(?<![\w-])SqsLambda(?!Version\b|\.(Aws|Batch|Hosting|Redis|Testing|Local|Template|\*))[.\w]*|sqs-lambda(?!-local)[-\w]*(?<!sqs-lambda)", RegexOptions.None)]
    private static partial Regex NameOfThisRepository();

    [GeneratedRegex("<ProjectReference Include=\"(?<path>[^\"]*)\"")]
    private static partial Regex ProjectReference();
}
