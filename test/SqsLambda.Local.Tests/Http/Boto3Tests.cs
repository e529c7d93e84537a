using SqsLambda.Tests.Commands;

namespace SqsLambda.Local.Tests.Http;

/// <summary>boto3 against the endpoint, by a script of its own.</summary>
[Trait("Category", "Long")]
public sealed class Boto3Tests(RunningEndpoint endpoint) : IClassFixture<RunningEndpoint>
{
    [SkippableFact]
    public async Task The_black_box_suite_passes()
    {
        Skip.IfNot(await HasBoto3Async(), "python3 with boto3 is not there.");

        CommandResult result = await RunAsync(Path.Combine(AppContext.BaseDirectory, "black_box.py"), endpoint.Url);

        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Assert.Matches(@"Ran 1\d tests", result.Output + result.Error);
    }

    private static async Task<bool> HasBoto3Async()
    {
        try
        {
            return (await RunAsync("-c", "import boto3")).ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static Task<CommandResult> RunAsync(params string[] arguments) => Command.RunAsync(Command.HangLimit, AwsEnvironment.With(), "python3", arguments);
}
