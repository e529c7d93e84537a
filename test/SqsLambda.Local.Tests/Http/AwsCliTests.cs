using System.Text.Json.Nodes;
using SqsLambda.Tests.Commands;

namespace SqsLambda.Local.Tests.Http;

/// <summary>The AWS CLI against the endpoint.</summary>
[Trait("Category", "Long")]
public sealed class AwsCliTests(RunningEndpoint endpoint) : IClassFixture<RunningEndpoint>
{
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
        CommandResult result = await RunAsync("get-queue-url", "--queue-name", "none");

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("(AWS.SimpleQueueService.NonExistentQueue)", result.Error, StringComparison.Ordinal);
        Assert.Contains("The specified queue does not exist.", result.Error, StringComparison.Ordinal);
    }

    [RequiresCommandFact("aws")]
    public async Task The_option_region_chooses_the_queues()
    {
        string url = (await AwsAsync("create-queue", "--queue-name", "cli-region", "--region", "eu-west-1"))["QueueUrl"]!.GetValue<string>();
        await AwsAsync("create-queue", "--queue-name", "cli-region", "--region", "us-east-1");
        await AwsAsync("send-message", "--queue-url", url, "--message-body", "hello", "--region", "eu-west-1");

        Assert.Equal(
            ["arn:aws:sqs:eu-west-1:000000000000:cli-region 1", "arn:aws:sqs:us-east-1:000000000000:cli-region 0"],
            [await DescribeAsync("eu-west-1"), await DescribeAsync("us-east-1")]);
        CommandResult elsewhere = await RunAsync("get-queue-url", "--queue-name", "cli-region", "--region", "eu-west-2");
        Assert.Contains("(AWS.SimpleQueueService.NonExistentQueue)", elsewhere.Error, StringComparison.Ordinal);
        Assert.Empty((await AwsAsync("list-queues", "--region", "eu-west-2")).AsObject());

        async Task<string> DescribeAsync(string region)
        {
            JsonNode attributes = (await AwsAsync("get-queue-attributes", "--queue-url", url, "--attribute-names", "All", "--region", region))["Attributes"]!;
            return $"{attributes["QueueArn"]} {attributes["ApproximateNumberOfMessages"]}";
        }
    }

    private async Task<JsonNode> AwsAsync(params string[] arguments)
    {
        CommandResult result = await RunAsync(arguments);
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Output.Length == 0 ? new JsonObject() : JsonNode.Parse(result.Output)!;
    }

    private Task<CommandResult> RunAsync(params string[] arguments) =>
        Command.RunAsync(Command.HangLimit, AwsEnvironment.With(), "aws", ["sqs", .. arguments, "--endpoint-url", endpoint.Url, "--output", "json"]);
}
