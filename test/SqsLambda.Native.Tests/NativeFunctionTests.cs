using System.Text.Json;
using SqsLambda.Testing;
using SqsLambda.Tests.Commands;
using SqsLambda.Tests.Deploy;

namespace SqsLambda.Native.Tests;

/// <summary>What is published is one executable, which logs and counts as the managed function does.</summary>
[Collection(nameof(SharedPublications))]
[Trait("Category", "Long")]
public sealed class NativeFunctionTests(PublishedNativeFunction native)
{
    private const int MaxBytes = 14 * 1024 * 1024;
    private const string Order = """{"orderId":"1","sku":"TEA-250","quantity":1}""";

    [SkippableFact]
    public async Task The_package_is_one_executable()
    {
        FileInfo file = Assert.Single((await native.HereAsync()).EnumerateFiles("*", SearchOption.AllDirectories));

        Assert.Equal("bootstrap", file.Name);
        Assert.InRange(file.Length, 1, MaxBytes);
    }

    [SkippableFact]
    public async Task A_setting_that_is_not_allowed_is_a_line_of_the_log_at_the_start_and_the_error_of_every_invocation()
    {
        const string Line = "Environment variable MAX_DEGREE_OF_PARALLELISM is 'many': allowed is a whole number from 1 to 1000.";
        await using FunctionProcess function = await StartAsync(("MAX_DEGREE_OF_PARALLELISM", "many"));

        foreach (int _ in Enumerable.Range(0, 2))
        {
            JsonElement error = JsonDocument.Parse(await InvokeAsync(function, Order)).RootElement;
            Assert.Equal(("InvalidSettingException", Line), (error.GetProperty("errorType").GetString(), error.GetProperty("errorMessage").GetString()));
            Assert.NotEqual(0, error.GetProperty("stackTrace").GetArrayLength());
        }

        Assert.False(function.Api.InitError.IsCompleted);
        Assert.EndsWith($"\tfail\t{Line}", (await function.ErrorAsync()).Split('\n')[0].Trim(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Each_batch_is_a_line_of_metrics()
    {
        await using FunctionProcess function = await StartAsync();
        await InvokeAsync(function, Order, """{"orderId":"2"}""");
        await InvokeAsync(function, Order);

        JsonElement[] metrics = [.. Lines(await function.EndAsync()).Where(static line => line.StartsWith('{')).Select(static line => JsonDocument.Parse(line).RootElement)];

        Assert.Equal([(2, 1, 0), (1, 0, 1)], metrics.Select(static batch => (Count(batch, "MessagesReceived"), Count(batch, "MessagesProcessed"), Count(batch, "MessagesDuplicate"))));
        Assert.All(metrics, static batch => Assert.Equal("sqs-lambda-orders", batch.GetProperty("FunctionName").GetString()));
        Assert.All(metrics, static batch => Assert.Equal("SqsLambda", batch.GetProperty("_aws").GetProperty("CloudWatchMetrics")[0].GetProperty("Namespace").GetString()));
    }

    [SkippableFact]
    public async Task The_log_is_JSON_if_Lambda_says_so()
    {
        await using FunctionProcess function = await StartAsync(("AWS_LAMBDA_LOG_FORMAT", "JSON"), ("METRICS", "false"));
        await InvokeAsync(function, """{"orderId":"2"}""");

        JsonElement[] entries = [.. Lines(await function.EndAsync()).Where(static line => line.StartsWith('{')).Select(static line => JsonDocument.Parse(line).RootElement)];

        Assert.Equal(2, entries.Length);
        Assert.Equal(("m0", 1), (entries[0].GetProperty("messageId").GetString(), entries[0].GetProperty("receiveCount").GetInt32()));
        Assert.Matches("^Message m0 .* \\(receive count 1\\): ", entries[0].GetProperty("message").GetString());
        Assert.All(entries, static entry => Assert.True(Guid.TryParse(entry.GetProperty("requestId").GetString(), out Guid _)));
    }

    private async Task<FunctionProcess> StartAsync(params (string Name, string Value)[] environment) => await FunctionProcess.StartAsync(
        await native.HereAsync(), environment.ToDictionary(static variable => variable.Name, static variable => variable.Value));

    private static Task<string> InvokeAsync(FunctionProcess function, params string[] bodies) =>
        function.Api.InvokeAsync(TestSqsEvent.Of(bodies).ToJson()).WaitAsync(Command.HangLimit);

    private static string[] Lines(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static int Count(JsonElement batch, string metric) => batch.GetProperty(metric).GetInt32();
}
