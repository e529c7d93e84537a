using SqsLambda.Tests.Commands;
using SqsLambda.Tests.Repository;

namespace SqsLambda.Tests.Deploy;

/// <summary>What cfn-lint says of the templates, by the resource types' own schemas.</summary>
public sealed class CfnLintTests
{
    [RequiresCommandFact("cfn-lint")]
    public async Task The_templates_are_clean()
    {
        CommandResult result = await Command.RunAsync(
            Command.HangLimit,
            AwsEnvironment.With(),
            "cfn-lint",
            ["--include-checks", "I", "--", .. Directory.GetFiles(Repo.PathOf("src", "SqsLambda", "deploy"), "*.yaml")]);

        Assert.True(result is { ExitCode: 0, Output: "" }, result.Output + result.Error);
    }
}
