using static SqsLambda.Template.Substitution;

namespace SqsLambda.Template.Plan;

/// <summary>The files at the top of the repository.</summary>
internal static class RepositoryFiles
{
    public static IReadOnlyList<TemplateFile> All { get; } =
    [
        new(".editorconfig", ".editorconfig",
            CutLines("[src/{SqsLambda.Aws", "[test/**.cs]"),
            CutLines("[test/SqsLambda.Hosting.Tests/", "[src/SqsLambda/Function.cs]"),
            CutLines("[test/SqsLambda.Tests/Docs/", "[src/SqsLambda.Aws/Queues/"),
            CutLines("[src/SqsLambda.Aws/Queues/DeadLetterQueue.cs]", "dotnet_diagnostic.CA1711"),
            Match(@"\n+dotnet_diagnostic\.CA1711[^\n]*", ""),
            Text(
                "[test/**.cs]\n# Test names are sentences: Returns_the_rest_of_a_group_after_its_first_failure.\n",
                "# A hyphen in the name of the project is an underscore in its namespace. Test names are sentences with underscores.\n"),
            Text("# xunit and BenchmarkDotNet instantiate test classes", "\n[test/**.cs]\n# xunit creates test classes")),
        new(".gitattributes", ".gitattributes", Cut("*.nupkg binary\n")),
        new(".gitignore", ".gitignore", Cut("BenchmarkDotNet.Artifacts/\n"), Cut(".cache/\n"), Cut("packages/\n")),
        new("aws-lambda-tools-defaults.json", "aws-lambda-tools-defaults.json", Cut("ORDERS_TABLE=orders;")),
        new("Directory.Build.props", "Directory.Build.props",
            Text("<TreatWarningsAsErrors>true", "<TreatWarningsAsErrors Condition=\"'$(CI)' == 'true'\">true"),
            Text("Only packages must have all of them (Directory.Build.targets).", "A function needs none."),
            CutLines("<!-- A second source", "</PropertyGroup>"),
            CutLines("<PropertyGroup Label=\"Packages\">", "</Project>")),
        new("Directory.Packages.props", "Directory.Packages.props",
            Match("^ *<PackageVersion Include=\"(?!Amazon\\.Lambda\\.(?:Core|SQSEvents|Serialization)|Microsoft\\.NET\\.Test\\.Sdk|xunit\"|xunit\\.runner)[^\n]*\n", ""),
            Text(
                "    <PackageVersion Include=\"xunit\"",
                $"""
                    <PackageVersion Include="SqsLambda.Aws" Version="{Tokens.PackageVersion}" />
                <!--#if (hosting) -->
                    <PackageVersion Include="SqsLambda.Hosting" Version="{Tokens.PackageVersion}" />
                <!--#endif -->
                    <PackageVersion Include="SqsLambda.Testing" Version="{Tokens.PackageVersion}" />
                    <PackageVersion Include="xunit"
                """)),
    ];
}
