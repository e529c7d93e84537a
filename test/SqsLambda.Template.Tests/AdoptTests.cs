using SqsLambda.Tests.Commands;
using Xunit.Abstractions;

namespace SqsLambda.Template.Tests;

/// <summary>A new user gets a function that runs, is tested and can be deployed, from the packages alone.</summary>
[Trait("Category", "Long")]
[Collection(nameof(SharedAdoptedRepositories))]
public sealed class AdoptTests(AdoptedRepositories adopted, ITestOutputHelper output)
{
    [RequiresCommandFact("bash", "git", "tar")]
    public Task A_repository_with_a_standard_queue_is_created_run_tested_and_published() => AssertAdoptedAsync("Thumbnails", "ThumbnailRequested", tests: 6, isNative: true);

    [RequiresCommandFact("bash", "git", "tar")]
    public Task A_repository_with_a_FIFO_queue_dependency_injection_and_Redis_is_created_run_tested_and_published() => AssertAdoptedAsync("Order.Events-2", "OrderPlaced", tests: 7, isInRedis: true);

    [RequiresCommandFact("bash", "git", "tar", "aws", "moto_server")]
    public Task A_repository_with_a_standard_queue_is_deployed_by_its_three_commands() => AssertDeployedAsync("Thumbnails", "Thumbnails", "thumbnails", "");

    [RequiresCommandFact("bash", "git", "tar", "aws", "moto_server")]
    public Task A_repository_with_a_FIFO_queue_is_deployed_by_its_three_commands() => AssertDeployedAsync("Order.Events-2", "Order.Events_2", "order-events-2", ".fifo");

    private async Task AssertDeployedAsync(string name, string functionNamespace, string awsName, string suffix)
    {
        await adopted.ReadyAsync();
        await using var deployment = new AdoptedDeployment(adopted, name);

        await deployment.RunAsync();

        Assert.Equal(
            new[] { $"{awsName}{suffix}", $"{awsName}-dlq{suffix}" }.Order(StringComparer.Ordinal),
            (await deployment.AwsAsync("sqs list-queues --query QueueUrls")).Split('\t').Select(static url => url[(url.LastIndexOf('/') + 1)..]).Order(StringComparer.Ordinal));
        Assert.Equal($"{awsName}-idempotency", await deployment.AwsAsync("dynamodb list-tables --query TableNames"));
        Assert.EndsWith(
            $":{awsName}{suffix}\tReportBatchItemFailures",
            await deployment.AwsAsync("lambda list-event-source-mappings --query 'EventSourceMappings[].[EventSourceArn,FunctionResponseTypes[0]]'"),
            StringComparison.Ordinal);
        Assert.Equal(
            $"{name}::{functionNamespace}.Function::FunctionHandler", await deployment.AwsAsync($"lambda get-function-configuration --function-name {awsName} --query Handler"));
    }

    private async Task AssertAdoptedAsync(string name, string message, int tests, bool isInRedis = false, bool isNative = false)
    {
        string printed = (await adopted.ReadyAsync()).Split($"# Adopt {name}\n")[1].Split("\n# Adopt")[0];
        output.WriteLine(string.Join('\n', printed.Split('\n').Where(static line => line.StartsWith("# ", StringComparison.Ordinal))));

        string[] nativeFiles = ["./docs/native.md", $"./src/{name}.Native/{name}.Native.csproj", $"./src/{name}.Native/Program.cs", $"./src/{name}.Native/aws-lambda-tools-defaults.json"];
        Assert.Equal(
            $"""
            ./.config/dotnet-tools.json
            ./.editorconfig
            ./.gitattributes
            ./.github/workflows/ci.yml
            ./.gitignore
            ./{name}.sln
            ./Directory.Build.props
            ./Directory.Packages.props
            ./README.md
            ./aws-lambda-tools-defaults.json
            ./docs/troubleshooting.md
            ./src/{name}/{message}.cs
            ./src/{name}/{message}Handler.cs
            ./src/{name}/{message}JsonContext.cs
            ./src/{name}/{name}.csproj
            ./src/{name}/Function.cs
            ./src/{name}/FunctionJsonContext.cs
            ./src/{name}/Properties/launchSettings.json
            ./src/{name}/deploy/README.md
            ./src/{name}/deploy/resources.yaml
            ./src/{name}/deploy/trigger.yaml
            ./src/{name}/laptop.json
            ./src/{name}/samples.jsonl
            ./test/{name}.Tests/{name}.Tests.csproj
            ./test/{name}.Tests/FunctionTests.cs
            """.ReplaceLineEndings("\n").Split('\n').Concat(isNative ? nativeFiles : []).Order(StringComparer.Ordinal),
            printed.Split('\n').Where(static line => line.StartsWith("./", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Contains($"# {name}: from dotnet new to the first processed message: ", printed, StringComparison.Ordinal);
        Assert.Matches(@"\nsent 5, processed 3, duplicates 1, retries \d, dead-lettered 1\nexit code 1\n", printed);
        Assert.Matches($@"\n# {name}: dotnet run\nsent 5, processed 3, duplicates 1, retries \d, dead-lettered 1\nexit code 1\n", printed);
        Assert.Matches($@"\nPassed!  - Failed: +0, Passed: +{tests}, Skipped: +0, Total: +{tests}, ", printed);
        Assert.Equal(isNative && NativeLinker.Missing is null, $"{printed}\n".Contains($"\n# {name}, native: bootstrap\n", StringComparison.Ordinal));
        string[] published = [.. Directory.EnumerateFiles(adopted.PublishedFolderOf(name)).Select(static file => Path.GetFileName(file))];
        Assert.Subset(
            published.ToHashSet(),
            new HashSet<string> { $"{name}.dll", $"{name}.deps.json", $"{name}.runtimeconfig.json", "SqsLambda.Aws.dll", "SqsLambda.Batch.dll", "Amazon.Lambda.Core.dll" });
        Assert.Equal(isInRedis, published.Contains("StackExchange.Redis.dll"));
        Assert.Equal(isInRedis, (await File.ReadAllTextAsync(Path.Combine(adopted.FolderOf(name), "aws-lambda-tools-defaults.json"))).Contains("IDEMPOTENCY_REDIS=", StringComparison.Ordinal));
        Assert.DoesNotContain(published, static file => file.EndsWith(".pdb", StringComparison.Ordinal) || file.EndsWith(".xml", StringComparison.Ordinal));
    }
}
