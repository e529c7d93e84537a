using SqsLambda.Local.Tests.Http.Clients;
using SqsLambda.Tests.Commands;

namespace SqsLambda.Local.Tests.Http.Query;

/// <summary>The AWS SDK for JavaScript v2 against the endpoint, by a script of its own. It is the last SDK that speaks the Query protocol.</summary>
[Trait("Category", "Long")]
public sealed class AwsSdk2Tests(RunningEndpoint endpoint) : IClassFixture<RunningEndpoint>
{
    [RequiresCommandFact("node", "npm")]
    public async Task The_black_box_suite_passes()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "aws-sdk-2");
        var environment = await NpmModules.EnvironmentAsync("aws-sdk-2.1400.0", folder);
        CommandResult result = await Command.RunAsync(Command.HangLimit, environment, "node", Path.Combine(folder, "black_box.js"), endpoint.Url);

        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Assert.Matches("^[0-9]+ calls of all 23 operations$", result.Output);
    }
}
