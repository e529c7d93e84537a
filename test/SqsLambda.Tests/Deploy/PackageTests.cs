using System.Text.Json;

namespace SqsLambda.Tests.Deploy;

/// <summary>What <c>dotnet lambda deploy-function</c> publishes is what runs, and runs as Lambda runs it.</summary>
[Collection(nameof(SharedPublishedFunction))]
public sealed class PackageTests(PublishedFunction published)
{
    private const int MaxZipBytes = 3 * 1024 * 1024;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task The_package_holds_what_runs_and_nothing_else()
    {
        DirectoryInfo package = await published.ForAsync(PublishedFunction.DeployedRuntime);

        Assert.Equal(
            [
                "AWSSDK.Core.dll",
                "AWSSDK.DynamoDBv2.dll",
                "AWSSDK.SQS.dll",
                "Amazon.Lambda.Core.dll",
                "Amazon.Lambda.SQSEvents.dll",
                "Amazon.Lambda.Serialization.SystemTextJson.dll",
                "SqsLambda.Aws.dll",
                "SqsLambda.Batch.dll",
                "SqsLambda.deps.json",
                "SqsLambda.dll",
                "SqsLambda.runtimeconfig.json",
                "System.IO.Hashing.dll",
            ],
            package.EnumerateFiles("*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(package.FullName, file.FullName)).Order(StringComparer.Ordinal));
        Assert.InRange((await published.ZipAsync()).Length, 1, MaxZipBytes);
    }

    [Fact]
    public async Task The_handler_string_is_found_by_reflection_and_answers_with_the_messages_that_failed()
    {
        await using FunctionProcess function = await StartAsync([]);

        string first = await InvokeAsync(function, """{"orderId":"1","sku":"TEA-250","quantity":1}""", """{"orderId":"2"}""");
        string second = await InvokeAsync(function, """{"orderId":"1","sku":"TEA-250","quantity":1}""");

        Assert.Equal("""{"batchItemFailures":[{"itemIdentifier":"message-2"}]}""", first);
        Assert.Equal("""{"batchItemFailures":[]}""", second);
        JsonElement[] metrics = [.. (await function.EndAsync()).Split('\n').Where(static line => line.StartsWith('{')).Select(static line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal([(2, 1, 0), (1, 0, 1)], metrics.Select(static batch => (Count(batch, "MessagesReceived"), Count(batch, "MessagesProcessed"), Count(batch, "MessagesDuplicate"))));
        Assert.All(metrics, static batch => Assert.Equal("sqs-lambda-orders", batch.GetProperty("FunctionName").GetString()));
    }

    [Fact]
    public async Task A_setting_that_is_not_allowed_ends_the_cold_start_with_one_line_that_says_so()
    {
        await using FunctionProcess function = await StartAsync(new() { ["MAX_DEGREE_OF_PARALLELISM"] = "many" });

        using JsonDocument error = JsonDocument.Parse(await function.Api.InitError.WaitAsync(Limit));

        Assert.Equal("InvalidSettingException", error.RootElement.GetProperty("errorType").GetString());
        Assert.Equal(
            "Environment variable MAX_DEGREE_OF_PARALLELISM is 'many': allowed is a whole number from 1 to 1000.",
            error.RootElement.GetProperty("errorMessage").GetString());
    }

    private async Task<FunctionProcess> StartAsync(Dictionary<string, string> environment) =>
        await FunctionProcess.StartAsync(await published.ForAsync(PublishedFunction.RuntimeOfThisMachine), environment);

    private static Task<string> InvokeAsync(FunctionProcess function, params string[] bodies) =>
        function.Api.InvokeAsync(SampleEvents.JsonOf(bodies)).WaitAsync(Limit);

    private static int Count(JsonElement batch, string metric) => batch.GetProperty(metric).GetInt32();
}
