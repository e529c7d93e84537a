using System.Text.RegularExpressions;
using Amazon.SQS.Model;
using SqsLambda.Local.Mapping;
using SqsLambda.Local.Tests.Http;
using SqsLambda.Tests.Commands;

namespace SqsLambda.Local.Tests.EndToEnd;

/// <summary>The event source mapping on a queue of another process, which for the program is this one.</summary>
public sealed partial class QueueElsewhereTests(MovedClockEndpoint endpoint) : IClassFixture<MovedClockEndpoint>
{
    private const string Good = """{"id":"1","text":"a"}""";
    private const string Invalid = """{"id":"2","text":""}""";

    [Theory]
    [InlineData("")]
    [InlineData(".fifo")]
    public async Task Messages_are_sent_to_it_processed_and_deleted(string suffix)
    {
        string url = await CreateAsync($"elsewhere{suffix}", ("VisibilityTimeout", "180"));
        using var program = new RunningProgram(Environment, "--queue-url", url, "--send", "-", "--until-idle", "--function-timeout", "30");

        // The copy comes when the first is done, and has no visibility timeout to wait for.
        await program.SendAsync(Good);
        await program.WrittenAsync("processed");
        await program.SendAsync(Good);
        program.CloseInput();

        Assert.Equal(0, await program.EndAsync());
        Assert.EndsWith("sent 2, processed 1, duplicates 1", program.Output, StringComparison.Ordinal);
        string[] lines = program.Output.Split('\n', 2);
        Assert.Matches(@"^console   http://127\.0\.0\.1:\d+/ in a browser\r?$", lines[0]);
        Assert.StartsWith(
            $"""
            queue     arn:aws:sqs:us-east-1:000000000000:elsewhere{suffix}
                      {url}
                      a failed message is back after 180 s; there is no dead-letter queue
            """,
            lines[1],
            StringComparison.Ordinal);
        Assert.StartsWith("warning: the queue has no dead-letter queue", program.Error, StringComparison.Ordinal);
        Assert.Equal(0, endpoint.QueueOf(url).Counts.Total);
    }

    [Fact]
    public async Task Nothing_is_sent_to_it_unasked_and_what_its_own_redrive_policy_dead_letters_is_told_and_counted()
    {
        string dead = await CreateAsync("elsewhere-dead");
        string url = await CreateAsync(
            "elsewhere-redrive",
            ("VisibilityTimeout", "180"),
            ("RedrivePolicy", $$"""{"deadLetterTargetArn":"{{endpoint.QueueOf(dead).Arn}}","maxReceiveCount":1}"""));
        await endpoint.Sqs.SendMessageAsync(url, Invalid);

        using var program = new RunningProgram(Environment, "--queue-url", url, "--until-idle", "--function-timeout", "30");
        await program.WrittenAsync("failed permanently: text is blank");
        endpoint.Pass(180);

        Assert.Equal(1, await program.EndAsync());
        Assert.Contains("dead-lettered: gone after its last receive, to elsewhere-dead", program.Output, StringComparison.Ordinal);
        Assert.EndsWith("sent 1, dead-lettered 1", program.Output, StringComparison.Ordinal);
        Assert.Equal(1, endpoint.QueueOf(dead).Counts.Total);
    }

    [Fact]
    public async Task A_run_until_idle_ends_when_the_queue_is_deleted()
    {
        string url = await CreateAsync("elsewhere-gone", ("VisibilityTimeout", "30"));
        await endpoint.Sqs.SendMessageAsync(url, Invalid);
        using var program = new RunningProgram(Environment, "--queue-url", url, "--until-idle", "--function-timeout", "30");
        await program.WrittenAsync("failed permanently");

        await endpoint.Sqs.DeleteQueueAsync(url);

        Assert.Equal(0, await program.EndAsync());
        Assert.Contains("polling failed, will be tried again: The specified queue does not exist.", program.Output, StringComparison.Ordinal);
        Assert.EndsWith("sent 1, failed 1", program.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no-url", "^--queue-url is 'no-url': allowed is the http or https URL of a queue, such as")]
    [InlineData(
        "http://127.0.0.1/000000000000/none",
        @"^--queue-url is '\S+', which cannot be used \(http://127\.0\.0\.1:\d+/\): Error occurred while ReceiveMessage\. "
        + @"SQS Error Code: AWS\.SimpleQueueService\.NonExistentQueue\. SQS Error Message: The specified queue does not exist\.$")]
    public async Task What_is_no_queue_is_answered_with_one_line_and_exit_code_2(string url, string message)
    {
        var (exitCode, output, error) = await RunAsync("--queue-url", url);

        Assert.Equal((2, ""), (exitCode, output));
        Assert.Matches(message, Assert.Single(error.Split('\n')));
    }

    [Fact]
    public async Task Credentials_that_are_missing_are_answered_with_one_short_line_and_exit_code_2()
    {
        var (exitCode, output, error) = await LocalProgram.RunAsync(
            new Dictionary<string, string> { ["AWS_ACCESS_KEY_ID"] = "", ["AWS_SECRET_ACCESS_KEY"] = "" }, "--queue-url", $"{endpoint.Url}/000000000000/a");

        Assert.Equal((2, ""), (exitCode, output));
        Assert.Matches(@"^--queue-url is '\S+', which cannot be used \(region us-east-1\): Failed to resolve AWS credentials$", error);
    }

    [Theory]
    [InlineData("https://sqs.eu-west-1.amazonaws.com/123456789012/orders", "eu-west-1")]
    [InlineData("https://queues.example/orders", "us-east-1")]
    public async Task A_region_that_is_missing_is_answered_with_the_variables_that_give_it(string url, string example)
    {
        var (exitCode, output, error) = await LocalProgram.RunAsync(
            new Dictionary<string, string> { ["AWS_REGION"] = "", ["AWS_DEFAULT_REGION"] = "eu-west-1" }, "--queue-url", url);

        Assert.Equal((2, ""), (exitCode, output));
        Assert.Equal(
            $"--queue-url is '{url}', but the AWS SDK finds no region. Set the environment variable AWS_REGION, such as AWS_REGION={example}, "
            + "or AWS_PROFILE to a profile that has a region. AWS_DEFAULT_REGION is not read. For a queue outside AWS, set AWS_ENDPOINT_URL_SQS.",
            error);
    }

    [Fact]
    public async Task An_endpoint_needs_no_region()
    {
        string url = await CreateAsync("elsewhere-without-region", ("VisibilityTimeout", "180"));

        var (exitCode, _, error) = await LocalProgram.RunAsync(
            new Dictionary<string, string> { ["AWS_ENDPOINT_URL_SQS"] = endpoint.Url, ["AWS_REGION"] = "", ["AWS_DEFAULT_REGION"] = "" },
            "--queue-url", url, "--until-idle", "--function-timeout", "30");

        Assert.True(exitCode == 0, error);
    }

    [Fact]
    public async Task It_makes_the_same_event_as_a_queue_of_this_process()
    {
        string url = await CreateAsync("elsewhere-event.fifo");
        await endpoint.Sqs.SendMessageAsync(new SendMessageRequest(url, "body \"é\"")
        {
            MessageGroupId = "group",
            MessageDeduplicationId = "id",
            MessageAttributes = new()
            {
                ["Text"] = new() { DataType = "String", StringValue = "Grüße" },
                ["Number"] = new() { DataType = "Number.int", StringValue = "6" },
                ["Bytes"] = new() { DataType = "Binary", BinaryValue = new MemoryStream([0, 1, 255]) },
            },
            MessageSystemAttributes = new() { ["AWSTraceHeader"] = new() { DataType = "String", StringValue = "Root=1-5759e988-bd862e3fe1be46a994272793" } },
        });
        var queue = endpoint.QueueOf(url);
        var local = new LocalEventSource(queue);
        var remote = new RemoteEventSource(endpoint.Sqs, url, queue.Arn, queue.VisibilityTimeout, TimeProvider.System);

        string here = await RecordOfAsync(local);
        string elsewhere = await RecordOfAsync(remote);

        Assert.Equal(ReceiveCount().Replace(here, "2"), elsewhere);
        Assert.Contains(
            """
            "messageAttributes":{"Text":{"stringValue":"Grüße","stringListValues":[],"binaryListValues":[],"dataType":"String"},"Number":{"stringValue":"6","stringListValues":[],"binaryListValues":[],"dataType":"Number.int"},"Bytes":{"binaryValue":"AAH/","stringListValues":[],"binaryListValues":[],"dataType":"Binary"}},
            """.Trim(),
            here,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Messages_that_cannot_be_deleted_are_named()
    {
        string url = await CreateAsync("elsewhere-delete");
        await endpoint.Sqs.SendMessageAsync(url, Good);
        var source = new RemoteEventSource(endpoint.Sqs, url, endpoint.QueueOf(url).Arn, TimeSpan.FromSeconds(30), TimeProvider.System);
        PolledMessage received = Assert.Single(await source.ReceiveAsync(10, TimeSpan.FromSeconds(1), null, CancellationToken.None));

        UndeletedMessage failure = Assert.Single(await source.DeleteAsync([received, received with { ReceiptHandle = "garbage" }]));
        Assert.Equal("The input receipt handle \"garbage\" is not a valid receipt handle.", failure.Reason);

        await endpoint.Sqs.DeleteQueueAsync(url);
        Assert.Equal("The specified queue does not exist.", Assert.Single(await source.DeleteAsync([received])).Reason);
    }

    private static async Task<string> RecordOfAsync(IEventSource source)
    {
        PolledMessage received = Assert.Single(await source.ReceiveAsync(10, TimeSpan.FromSeconds(1), TimeSpan.Zero, CancellationToken.None));
        return System.Text.Encoding.UTF8.GetString(new SqsEventWriter(source).WriteRecord(received with { ReceiptHandle = "handle" }, hasWindow: false));
    }

    private async Task<string> CreateAsync(string name, params (string Name, string Value)[] attributes)
    {
        var all = attributes.ToDictionary(static attribute => attribute.Name, static attribute => attribute.Value);
        if (name.EndsWith(".fifo", StringComparison.Ordinal))
        {
            all["FifoQueue"] = "true";
        }

        return (await endpoint.Sqs.CreateQueueAsync(new CreateQueueRequest(name) { Attributes = all })).QueueUrl;
    }

    private Task<CommandResult> RunAsync(params string[] arguments) =>
        LocalProgram.RunAsync(Environment, arguments);

    private Dictionary<string, string> Environment => new() { ["AWS_ENDPOINT_URL_SQS"] = endpoint.Url };

    [GeneratedRegex("(?<=\"ApproximateReceiveCount\":\")1")]
    private static partial Regex ReceiveCount();
}
