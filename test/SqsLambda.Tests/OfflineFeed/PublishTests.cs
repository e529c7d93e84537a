using SqsLambda.Tests.Commands;
using SqsLambda.Tests.Deploy;
using SqsLambda.Tests.Repository;

namespace SqsLambda.Tests.OfflineFeed;

[Trait("Category", "Long")]
public sealed class PublishTests
{
    [Fact]
    public async Task Publishing_the_function_refuses_stand_ins_and_only_those()
    {
        DirectoryInfo output = Directory.CreateTempSubdirectory();

        CommandResult result = await Command.RunAsync(
            Command.HangLimit,
            new Dictionary<string, string>(),
            "dotnet",
            "publish", Repo.PathOf("src", "SqsLambda"), "--output", output.FullName, "--nologo", "--disable-build-servers");

        if (RenumberedFeed.IsNeeded)
        {
            Assert.NotEqual(0, result.ExitCode);
            Assert.Contains("Not published: Amazon.Lambda.Core 3.2.0.", result.Output, StringComparison.Ordinal);
            Assert.Empty(output.EnumerateFiles());
        }
        else
        {
            Assert.True(result.ExitCode == 0, result.Output);
            Assert.Contains(output.EnumerateFiles(), static file => file.Name == "SqsLambda.dll");
        }

        output.Delete(recursive: true);
    }
}
