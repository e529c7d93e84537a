using System.Diagnostics;
using System.Text.Json.Nodes;

namespace SqsLambda.Local.Tests.Http;

/// <summary>The AWS CLI against the endpoint.</summary>
public sealed class AwsCliTests(RunningEndpoint endpoint) : IClassFixture<RunningEndpoint>
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [RequiresCommandFact("aws")]
    public async Task The_way_of_a_message_from_the_command_line()
    {
        string url = (await AwsAsync("create-queue", "--queue-name", "cli"))["QueueUrl"]!.GetValue<string>();
        Assert.Equal($"{endpoint.Url}/000000000000/cli", url);
        await AwsAsync(
            "send-message", "--queue-url", url, "--message-body", "hello",
            "--message-attributes", """{"Title":{"DataType":"String","StringValue":"The Whistler"}}""");
        var received = await AwsAsync(
            "receive-message", "--queue-url", url, "--attribute-names", "All", "--message-attribute-names", "All", "--wait-time-seconds", "1");
        var message = received["Messages"]![0]!;

        Assert.Equal("hello", message["Body"]!.GetValue<string>());
        Assert.Equal("The Whistler", message["MessageAttributes"]!["Title"]!["StringValue"]!.GetValue<string>());
        Assert.Equal("1", message["Attributes"]!["ApproximateReceiveCount"]!.GetValue<string>());
        await AwsAsync("delete-message", "--queue-url", url, "--receipt-handle", message["ReceiptHandle"]!.GetValue<string>());
        var attributes = await AwsAsync("get-queue-attributes", "--queue-url", url, "--attribute-names", "All");
        Assert.Equal("0", attributes["Attributes"]!["ApproximateNumberOfMessagesNotVisible"]!.GetValue<string>());
    }

    [RequiresCommandFact("aws")]
    public async Task An_error_is_shown_with_its_code_and_text()
    {
        var (exitCode, _, error) = await RunAsync("get-queue-url", "--queue-name", "none");

        Assert.NotEqual(0, exitCode);
        Assert.Contains("(AWS.SimpleQueueService.NonExistentQueue)", error, StringComparison.Ordinal);
        Assert.Contains("The specified queue does not exist.", error, StringComparison.Ordinal);
    }

    private async Task<JsonNode> AwsAsync(params string[] arguments)
    {
        var (exitCode, output, error) = await RunAsync(arguments);
        Assert.True(exitCode == 0, error);
        return output.Length == 0 ? new JsonObject() : JsonNode.Parse(output)!;
    }

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("aws", ["sqs", .. arguments, "--endpoint-url", endpoint.Url, "--output", "json"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["AWS_ACCESS_KEY_ID"] = "test",
                ["AWS_SECRET_ACCESS_KEY"] = "test",
                ["AWS_DEFAULT_REGION"] = "us-east-1",
                ["AWS_CONFIG_FILE"] = "none",
                ["AWS_EC2_METADATA_DISABLED"] = "true",
                ["NO_PROXY"] = "127.0.0.1",
            },
        };
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var error = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, (await output).Trim(), await error);
    }
}
