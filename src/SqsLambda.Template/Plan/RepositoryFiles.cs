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
            Text("[src/SqsLambda/Function.cs]\n", "[src/**.cs]\n# The handler of a message that is called an event is no delegate.\ndotnet_diagnostic.CA1711.severity = none\n"),
            Text(
                "[test/**.cs]\n# Test names are sentences: Returns_the_rest_of_a_group_after_its_first_failure.\n",
                "# A hyphen in the name of the project is an underscore in its namespace. Test names are sentences with underscores.\n"),
            Text("# xunit and BenchmarkDotNet instantiate test classes", "\n[test/**.cs]\n# xunit creates test classes")),
        new(".gitattributes", ".gitattributes", Cut("*.nupkg binary\n")),
        new(".gitignore", ".gitignore", Cut("BenchmarkDotNet.Artifacts/\n"), Cut(".cache/\n"), Cut("packages/\n")),
        new("aws-lambda-tools-defaults.json", "aws-lambda-tools-defaults.json", FunctionVariables.Substitutions),
        new("Directory.Build.props", "Directory.Build.props",
            Text("<TreatWarningsAsErrors>true", "<TreatWarningsAsErrors Condition=\"'$(CI)' == 'true'\">true"),
            Text("<!-- CS1591: a missing XML comment. Only packages must have all of them (Directory.Build.targets). -->", "<!-- CS1573, CS1591: missing XML comments. A function needs none. -->"),
            Text("$(NoWarn);CS1591", "$(NoWarn);CS1573;CS1591"),
            CutLines("<!-- What is packed must", "<ContinuousIntegrationBuild"),
            Cut(" or '$(Configuration)' == 'Release'"),
            CutLines("<!-- A second source", "</PropertyGroup>"),
            CutLines("<PropertyGroup Label=\"Packages\">", "</Project>")),
        new("Directory.Packages.props", "Directory.Packages.props",
            Match("^ *<PackageVersion Include=\"(?!Amazon\\.Lambda\\.(?:Core|RuntimeSupport|SQSEvents|Serialization)|Microsoft\\.NET\\.Test\\.Sdk|xunit\"|xunit\\.runner)[^\n]*\n", ""),
            Text(
                "    <ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally>\n",
                $"""
                    <ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally>
                    <!-- The tool in .config/dotnet-tools.json has the same version. -->
                    <SqsLambdaVersion>{Tokens.PackageVersion}</SqsLambdaVersion>

                """),
            Match("^ *<PackageVersion Include=\"Amazon\\.Lambda\\.RuntimeSupport\"[^\n]*\n", "<!--#if (native) -->\n$0<!--#endif -->\n"),
            Text(
                "    <PackageVersion Include=\"xunit\"",
                """
                    <PackageVersion Include="SqsLambda.Aws" Version="$(SqsLambdaVersion)" />
                <!--#if (hosting) -->
                    <PackageVersion Include="SqsLambda.Hosting" Version="$(SqsLambdaVersion)" />
                <!--#endif -->
                <!--#if (redis) -->
                    <PackageVersion Include="SqsLambda.Redis" Version="$(SqsLambdaVersion)" />
                <!--#endif -->
                    <PackageVersion Include="SqsLambda.Testing" Version="$(SqsLambdaVersion)" />
                    <PackageVersion Include="xunit"
                """)),
    ];
}
