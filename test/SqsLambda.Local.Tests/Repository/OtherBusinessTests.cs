using System.Xml.Linq;
using SqsLambda.Tests.Commands;
using SqsLambda.Tests.Repository;

namespace SqsLambda.Local.Tests.Repository;

/// <summary>The example business in src/SqsLambda can be replaced: only the function and its tests know it.</summary>
public sealed class OtherBusinessTests
{
    private const string FunctionTests = "test/SqsLambda.Tests/SqsLambda.Tests.csproj";
    private const string TestsNearTheFunction =
        "FullyQualifiedName~Batch.Tests.HandlerTests|FullyQualifiedName~FunctionServicesTests"
        + "|FullyQualifiedName~LoadedFunctionTests|FullyQualifiedName~SeveralFunctionsTests|FullyQualifiedName~FunctionLocatorTests";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);

    // No build server outlives a command.
    private static readonly Dictionary<string, string> Environment = new()
    {
        ["MSBUILDDISABLENODEREUSE"] = "1",
        ["UseSharedCompilation"] = "false",
        ["DOTNET_CLI_UI_LANGUAGE"] = "en",
    };

    /// <summary>Repository/OtherBusiness holds the files that the user of the repository writes.</summary>
    [Fact]
    [Trait("Category", "Long")]
    public async Task With_another_business_in_place_of_the_example_everything_but_its_tests_builds_and_passes()
    {
        using var copy = new RepositoryCopy();
        await DotnetAsync("sln", copy.PathOf("SqsLambda.sln"), "remove", copy.PathOf(FunctionTests));
        File.Delete(copy.PathOf(FunctionTests));
        Directory.Delete(copy.PathOf("src/SqsLambda/Orders"), recursive: true);
        copy.Overwrite(Repo.PathOf("test", "SqsLambda.Local.Tests", "Repository", "OtherBusiness"));

        await DotnetAsync("build", copy.PathOf("SqsLambda.sln"));
        string tested = await DotnetAsync("test", copy.PathOf("SqsLambda.sln"), "--no-build", "--filter", TestsNearTheFunction);
        CommandResult run = await RunAsync(
            "run", "--no-build", "--project", copy.PathOf("src/SqsLambda.Local"), "--",
            "--function", copy.PathOf("src/SqsLambda"), "--port", "0", "--until-idle", "--fifo", "--dead-letter-at-once");

        Assert.All(["Batch", "Aws", "Local"], room => Assert.Matches($@"Passed! .* SqsLambda\.{room}\.Tests\.dll", tested));
        Assert.Contains("/thumbnails.fifo", run.Output, StringComparison.Ordinal);
        Assert.Contains("dead-lettered: width is 0: 1 or more is allowed", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("sent 5, processed 3, duplicates 1, retries 1, dead-lettered 1", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("src")]
    [InlineData("test")]
    public void No_project_but_the_native_function_and_the_functions_own_tests_compiles_against_the_function_or_these_tests(string folder)
    {
        string[] own = ["SqsLambda.Tests.csproj", "SqsLambda.Native.csproj", "SqsLambda.Native.Tests.csproj"];
        string[] arrows =
        [
            .. from file in Directory.EnumerateFiles(Repo.PathOf(folder), "*.csproj", SearchOption.AllDirectories)
               where !own.Contains(Path.GetFileName(file))
               from reference in XDocument.Load(file).Descendants("ProjectReference")
               where (string?)reference.Attribute("ReferenceOutputAssembly") != "false"
               let target = ((string)reference.Attribute("Include")!).Split('/')[^1]
               where target is "SqsLambda.csproj" or "SqsLambda.Tests.csproj"
               select $"{Path.GetFileName(file)} -> {target}",
        ];

        Assert.Equal([], arrows);
    }

    private static async Task<string> DotnetAsync(params string[] arguments)
    {
        CommandResult result = await RunAsync(arguments);
        Assert.True(result.ExitCode == 0, $"dotnet {string.Join(' ', arguments)}\n{result.Output}\n{result.Error}");
        return result.Output;
    }

    private static Task<CommandResult> RunAsync(params string[] arguments) => Command.RunAsync(Limit, Environment, "dotnet", arguments);
}
