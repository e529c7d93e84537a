using System.Text.Json;
using SqsLambda.Testing;
using SqsLambda.Tests.Commands;

namespace SqsLambda.Tests.Deploy;

/// <summary>What <c>dotnet lambda deploy-function</c> publishes is what runs, and runs as Lambda runs it.</summary>
[Collection(nameof(SharedPublishedFunction))]
[Trait("Category", "Long")]
public sealed class PackageTests(PublishedFunction published)
{
    private const int MaxZipBytes = 4 * 1024 * 1024;

    [Fact]
    public async Task The_package_holds_what_runs_and_nothing_else()
    {
        DirectoryInfo package = await published.ForAsync(PublishedFunction.DeployedRuntime);

        Assert.Equal(
            [
                "AWSSDK.Core.dll",
                "AWSSDK.DynamoDBv2.dll",
                "AWSSDK.Extensions.Numerics.dll",
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

        Assert.Equal("""{"batchItemFailures":[{"itemIdentifier":"m1"}]}""", first);
        Assert.Equal("""{"batchItemFailures":[]}""", second);
        JsonElement[] metrics = [.. (await function.EndAsync()).Split('\n').Where(static line => line.StartsWith('{')).Select(static line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal([(2, 1, 0), (1, 0, 1)], metrics.Select(static batch => (Count(batch, "MessagesReceived"), Count(batch, "MessagesProcessed"), Count(batch, "MessagesDuplicate"))));
        Assert.All(metrics, static batch => Assert.Equal("sqs-lambda-orders", batch.GetProperty("FunctionName").GetString()));
    }

    /// <summary>The runtime would hide what a constructor throws behind an exception of its own, so the constructor does not throw.</summary>
    [Fact]
    public async Task A_setting_that_is_not_allowed_is_a_line_of_the_log_at_the_start_and_the_error_of_every_invocation()
    {
        const string Line = "Environment variable MAX_DEGREE_OF_PARALLELISM is 'many': allowed is a whole number from 1 to 1000.";
        await using FunctionProcess function = await StartAsync(new() { ["MAX_DEGREE_OF_PARALLELISM"] = "many" });

        foreach (int _ in Enumerable.Range(0, 2))
        {
            using JsonDocument error = JsonDocument.Parse(await InvokeAsync(function, """{"orderId":"1"}"""));
            Assert.Equal(("InvalidSettingException", Line), ErrorOf(error.RootElement));
        }

        Assert.False(function.Api.InitError.IsCompleted);
        Assert.Equal(Line, (await function.ErrorAsync()).Split('\n')[0].Trim());
    }

    [Fact]
    public async Task What_the_handler_throws_is_reported_as_it_is()
    {
        await using FunctionProcess function = await StartAsync(new() { ["THROW_ON_FULL_BATCH_FAILURE"] = "true" });

        using JsonDocument error = JsonDocument.Parse(await InvokeAsync(function, """{"orderId":"1"}"""));

        (string? type, string? message) = ErrorOf(error.RootElement);
        Assert.Equal("BatchFailedException", type);
        Assert.NotEqual(0, error.RootElement.GetProperty("stackTrace").GetArrayLength());
        Assert.False(error.RootElement.TryGetProperty("cause", out _));
        Assert.Contains($"BatchFailedException: {message}", await function.EndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_can_be_switched_off()
    {
        await using FunctionProcess function = await StartAsync(new() { ["METRICS"] = "false" });

        Assert.Equal("""{"batchItemFailures":[]}""", await InvokeAsync(function, """{"orderId":"1","sku":"TEA-250","quantity":1}"""));
        Assert.DoesNotContain("CloudWatchMetrics", await function.EndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_that_cannot_be_read_is_an_error_of_the_serializer()
    {
        await using FunctionProcess function = await StartAsync([]);

        using JsonDocument error = JsonDocument.Parse(await function.Api.InvokeAsync("no JSON").WaitAsync(Command.HangLimit));

        Assert.Equal("JsonSerializerException", ErrorOf(error.RootElement).Type);
        Assert.Equal("JsonException", ErrorOf(error.RootElement.GetProperty("cause")).Type);
    }

    private async Task<FunctionProcess> StartAsync(Dictionary<string, string> environment) =>
        await FunctionProcess.StartAsync(await published.ForAsync(PublishedFunction.RuntimeOfThisMachine), environment);

    private static Task<string> InvokeAsync(FunctionProcess function, params string[] bodies) =>
        function.Api.InvokeAsync(TestSqsEvent.Of(bodies).ToJson()).WaitAsync(Command.HangLimit);

    private static (string? Type, string? Message) ErrorOf(JsonElement error) =>
        (error.GetProperty("errorType").GetString(), error.GetProperty("errorMessage").GetString());

    private static int Count(JsonElement batch, string metric) => batch.GetProperty(metric).GetInt32();
}
