using SqsLambda.Tests.Commands;
using SqsLambda.Tests.Repository;

namespace SqsLambda.Local.Tests.Http.Query;

/// <summary>The AWS SDK for JavaScript v2 against the endpoint, by a script of its own. It is the last SDK that speaks the Query protocol.</summary>
/// <remarks>npm brings it once into the ignored folder <c>.cache</c>, and checks it against the hashes of <c>package-lock.json</c>.</remarks>
[Trait("Category", "Long")]
public sealed class AwsSdk2Tests(RunningEndpoint endpoint) : IClassFixture<RunningEndpoint>
{
    [RequiresCommandFact("node", "npm")]
    public async Task The_black_box_suite_passes()
    {
        string modules = await BringAsync();
        var environment = AwsEnvironment.With(new("NODE_PATH", modules), new("AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE", "1"));
        CommandResult result = await Command.RunAsync(Command.HangLimit, environment, "node", PathOf("black_box.js"), endpoint.Url);

        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Assert.Matches("^[0-9]+ calls of all 23 operations$", result.Output);
    }

    private static async Task<string> BringAsync()
    {
        string folder = Repo.PathOf(".cache", "aws-sdk-2.1400.0");
        if (!Directory.Exists(folder))
        {
            // Test processes that start at the same time each bring it; the first to have it all wins.
            DirectoryInfo unfinished = Directory.CreateDirectory(Repo.PathOf(".cache", Guid.NewGuid().ToString("N")));
            foreach (string file in (string[])["package.json", "package-lock.json"])
            {
                File.Copy(PathOf(file), Path.Combine(unfinished.FullName, file));
            }

            string[] install = ["ci", "--prefix", unfinished.FullName, "--ignore-scripts", "--no-audit", "--no-fund", "--silent"];
            CommandResult result = OperatingSystem.IsWindows()
                ? await Command.RunAsync(Command.HangLimit, AwsEnvironment.With(), "cmd.exe", ["/c", "npm", .. install])
                : await Command.RunAsync(Command.HangLimit, AwsEnvironment.With(), "npm", install);
            Assert.True(result.ExitCode == 0, $"npm could not bring the AWS SDK: {result.Error}");
            try
            {
                unfinished.MoveTo(folder);
            }
            catch (IOException) when (Directory.Exists(folder))
            {
                unfinished.Delete(recursive: true);
            }
        }

        return Path.Combine(folder, "node_modules");
    }

    private static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "aws-sdk-2", file);
}
