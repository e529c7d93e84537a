using System.Text.Json.Nodes;
using SqsLambda.Tests.Commands;

namespace SqsLambda.Local.Tests.Http.Clients;

/// <summary>Every client takes the same steps, those of <c>scenario.json</c>, and finds the same answers.</summary>
[Trait("Category", "Long")]
public sealed class ScenarioTests(RunningEndpoint endpoint) : IClassFixture<RunningEndpoint>
{
    [SkippableFact]
    public async Task Boto3_passes()
    {
        Skip.IfNot(await HasBoto3Async(), "python3 with boto3 is not there.");

        await PassesAsync("python3", "boto3_client.py", AwsEnvironment.With());
    }

    [RequiresCommandFact("aws", "python3")]
    public Task The_AWS_CLI_passes() => PassesAsync("python3", "aws_cli.py", AwsEnvironment.With());

    [RequiresCommandFact("node", "npm")]
    public async Task The_AWS_SDK_for_JavaScript_v3_passes() =>
        await PassesAsync("node", "aws_sdk_3.js", await NpmModules.EnvironmentAsync("aws-sdk-client-sqs-3.1175.0", PathOf("aws-sdk-3")));

    [RequiresCommandFact("node", "npm")]
    public async Task The_AWS_SDK_for_JavaScript_v2_passes() =>
        await PassesAsync("node", "aws_sdk_2.js", await NpmModules.EnvironmentAsync("aws-sdk-2.1400.0", PathOf("../aws-sdk-2")));

    [Fact]
    public async Task AWSSDK_SQS_passes()
    {
        JsonArray scenario = await ScenarioAsync();

        AssertAllOk(scenario, await new SdkScenario(endpoint.Sqs, endpoint.Url).RunAsync(scenario));
    }

    private static async Task<bool> HasBoto3Async()
    {
        try
        {
            return (await Command.RunAsync(Command.HangLimit, AwsEnvironment.With(), "python3", "-c", "import boto3")).ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "clients", file);

    private static async Task<JsonArray> ScenarioAsync() => JsonNode.Parse(await File.ReadAllBytesAsync(PathOf("scenario.json")))!.AsArray();

    private static void AssertAllOk(JsonArray scenario, List<StepResult> results)
    {
        Assert.True(results.TrueForAll(static result => result.Ok), string.Join('\n', results.Where(static result => !result.Ok)));
        Assert.Equal(scenario.Select(static step => (string)step!["name"]!), results.Select(static result => result.Name));
    }

    private async Task PassesAsync(string command, string script, Dictionary<string, string> environment)
    {
        CommandResult result = await Command.RunAsync(
            Command.HangLimit, environment, command, PathOf(script), PathOf("scenario.json"), endpoint.Url);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        AssertAllOk(await ScenarioAsync(), [.. result.Output.ReplaceLineEndings("\n").Split('\n').Select(StepResult.Parse)]);
    }
}
