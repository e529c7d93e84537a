using System.IO.Compression;
using System.Text.Json;
using SqsLambda.Tests.Commands;
using SqsLambda.Tests.Deploy;

namespace SqsLambda.Template.Tests;

/// <summary>
/// The commands of the generated README's "Deploy", run against moto. In the place of <c>dotnet lambda deploy-function</c>: what it does, with the
/// generated defaults file.
/// </summary>
public sealed class AdoptedDeployment(AdoptedRepositories adopted, string name) : IAsyncDisposable
{


    private MotoServer? _moto;

    public async Task RunAsync()
    {
        _moto = await MotoServer.StartAsync();
        string readme = await File.ReadAllTextAsync(Path.Combine(adopted.FolderOf(name), "README.md"));
        string[] commands = readme.Split("\n## Deploy\n")[1].Split("```sh\n")[1].Split("\n```")[0].Split('\n');
        Assert.Equal(3, commands.Length);
        Assert.Equal("dotnet lambda deploy-function", commands[1]);

        await BashAsync(commands[0]);
        await BashAsync(CreateFunction());
        await BashAsync(commands[2]);
    }

    /// <summary>Runs an AWS CLI command and returns its answer as text.</summary>
    public Task<string> AwsAsync(string arguments) => BashAsync($"aws --output text {arguments}");

    public async ValueTask DisposeAsync()
    {
        if (_moto is not null)
        {
            await _moto.DisposeAsync();
        }
    }

    private string CreateFunction()
    {
        string zip = Path.Combine(adopted.FolderOf(name), "function.zip");
        ZipFile.CreateFromDirectory(adopted.PublishedFolderOf(name), zip);
        using var defaults = JsonDocument.Parse(File.ReadAllText(Path.Combine(adopted.FolderOf(name), "aws-lambda-tools-defaults.json")));
        return $$"""
            aws lambda create-function --function-name {{Text("function-name")}} --runtime {{Text("function-runtime")}} --handler {{Text("function-handler")}} \
              --role "$(aws iam get-role --role-name {{Text("function-role")}} --query Role.Arn --output text)" --timeout {{defaults.RootElement.GetProperty("function-timeout")}} \
              --memory-size {{defaults.RootElement.GetProperty("function-memory-size")}} --architectures {{Text("function-architecture")}} \
              --environment 'Variables={{{Text("environment-variables").Replace(';', ',')}}}' --zip-file 'fileb://{{zip}}'
            """;

        string Text(string property) => defaults.RootElement.GetProperty(property).GetString()!;
    }

    private async Task<string> BashAsync(string line)
    {
        CommandResult result = await Command.RunAsync(
            Command.HangLimit,
            AwsEnvironment.With(KeyValuePair.Create("ENDPOINT", _moto!.Url)),
            "bash", "-euc", $"cd '{adopted.FolderOf(name)}'; aws() {{ command aws --endpoint-url \"$ENDPOINT\" \"$@\"; }}; {line}");
        Assert.True(result.ExitCode == 0, $"{line}\n{result.Output}\n{result.Error}");
        return result.Output;
    }
}
