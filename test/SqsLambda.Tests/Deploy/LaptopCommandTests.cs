using SqsLambda.Tests.Commands;
using SqsLambda.Tests.Repository;

namespace SqsLambda.Tests.Deploy;

/// <summary>The published function as a process of the laptop, over the Runtime API.</summary>
[Collection(nameof(SharedPublishedFunction))]
[Trait("Category", "Long")]
public sealed class LaptopCommandTests(PublishedFunction published)
{
    [RequiresCommandFact("sh")]
    public async Task The_package_handles_the_samples_in_a_process_that_the_laptop_starts()
    {
        DirectoryInfo package = await published.ForAsync(PublishedFunction.RuntimeOfThisMachine);
        string handler = ToolsDefaults.Text("function-handler");
        string assembly = Path.Combine(package.FullName, handler.Split("::")[0]);
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        string laptop = Repo.PathOf($"src/SqsLambda.Local/bin/{configuration}/{ToolsDefaults.Text("framework")}/SqsLambda.Local.dll");

        // Without the name the function takes its tables from memory, as it does in the laptop's process.
        CommandResult result = await Command.RunAsync(
            Command.HangLimit, AwsEnvironment.With(), "dotnet", laptop,
            "--port", "0", "--until-idle", "--function", Repo.PathOf("aws-lambda-tools-defaults.json"), "--env", "AWS_LAMBDA_FUNCTION_NAME=",
            "--command", $"dotnet exec --depsfile '{assembly}.deps.json' --runtimeconfig '{assembly}.runtimeconfig.json' '{laptop}' host '{handler}'");

        // The laptop knows only what Lambda knows of a program: which messages come back.
        Assert.Equal(("", 0), (result.Error, result.ExitCode));
        Assert.EndsWith("sent 5, done 5, retries 1", result.Output, StringComparison.Ordinal);
    }
}
