using Amazon.SQS;
using Amazon.SQS.Model;
using static SqsLambda.Local.Tests.Http.SdkCalls;
using static SqsLambda.Local.Tests.Http.SdkError;

namespace SqsLambda.Local.Tests.Http;

/// <summary>The numbers that bound a queue: its name, its attributes, its policies and the pages that it is listed in.</summary>
public sealed class SdkQueueLimitTests(RunningEndpoint endpoint) : IClassFixture<RunningEndpoint>
{
    private const string OutOfRange = "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length";

    private AmazonSQSClient Sqs => endpoint.Sqs;

    [Theory]
    [InlineData("DelaySeconds", 0, 900)]
    [InlineData("MaximumMessageSize", 1_024, 1_048_576)]
    [InlineData("MessageRetentionPeriod", 60, 1_209_600)]
    [InlineData("ReceiveMessageWaitTimeSeconds", 0, 20)]
    [InlineData("VisibilityTimeout", 0, 43_200)]
    public async Task Refuses_a_queue_attribute_out_of_range(string name, int min, int max)
    {
        var refused = InvalidAttributeValue($"Invalid value for the parameter {name}.");
        foreach (int value in new[] { min, max })
        {
            string url = await Sqs.StandardAsync($"{name}={value}");
            Assert.Equal($"{value}", (await Sqs.AttributesAsync(url))[name]);
            await Sqs.SetAsync(url, $"{name}={min + max - value}");
            Assert.Equal($"{min + max - value}", (await Sqs.AttributesAsync(url))[name]);
        }

        foreach (int value in new[] { min - 1, max + 1 })
        {
            await refused.ExpectAsync(() => Sqs.StandardAsync($"{name}={value}"));
            string url = await Sqs.StandardAsync();
            await refused.ExpectAsync(() => Sqs.SetAsync(url, $"{name}={value}"));
        }
    }

    [Theory]
    [InlineData(80, "", null)]
    [InlineData(81, "", OutOfRange)]
    [InlineData(75, ".fifo", null)]
    [InlineData(76, ".fifo", OutOfRange)]
    [InlineData(0, ".fifo", OutOfRange)]
    [InlineData(4, "_-9", null)]
    [InlineData(4, ".b", OutOfRange)]
    [InlineData(4, " b", OutOfRange)]
    [InlineData(4, "/b", OutOfRange)]
    [InlineData(4, "é", OutOfRange)]
    public async Task Refuses_a_queue_name_that_is_too_long_or_has_other_characters(int letters, string rest, string? message)
    {
        string name = NewName().PadRight(letters, 'x')[^letters..] + rest;
        bool isFifo = rest == ".fifo";
        await ExpectAsync(
            message is null ? null : InvalidParameterValue(message),
            () => Sqs.CreateQueueAsync(new CreateQueueRequest { QueueName = name, Attributes = isFifo ? Map("FifoQueue=true") : [] }));
    }

    [Theory]
    [InlineData(false, ".fifo", OutOfRange)]
    [InlineData(
        true, "",
        "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, "
        + "must end with .fifo suffix and be 1 to 80 in length")]
    public async Task Refuses_a_queue_name_of_the_other_type(bool isFifo, string suffix, string message) =>
        await InvalidParameterValue(message).ExpectAsync(() => Sqs.CreateQueueAsync(
            new CreateQueueRequest { QueueName = NewName() + suffix, Attributes = isFifo ? Map("FifoQueue=true") : [] }));

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(1_000, true)]
    [InlineData(1_001, false)]
    public async Task Refuses_a_maxReceiveCount_of_more_than_1000(int count, bool isTaken)
    {
        string dead = await Sqs.StandardAsync();
        string redrive = await Sqs.RedriveToAsync(dead, count);
        await ExpectAsync(
            isTaken ? null : InvalidParameterValue(
                redrive.Split('=')[1], "RedrivePolicy",
                $"Invalid value for maxReceiveCount: {count}, valid values are from 1 to 1000 both inclusive."),
            () => Sqs.StandardAsync(redrive));
    }

    [Theory]
    [InlineData("allowAll", -1, true)]
    [InlineData("denyAll", -1, true)]
    [InlineData("byQueue", 1, true)]
    [InlineData("byQueue", 10, true)]
    [InlineData("byQueue", 11, false)]
    public async Task Refuses_a_redrive_allow_policy_of_eleven_queues(string permission, int sources, bool isTaken)
    {
        string arns = string.Join(',', Enumerable.Range(0, Math.Max(0, sources)).Select(i => $"\"arn:aws:sqs:us-east-1:000000000000:q{i}\""));
        string policy = $$"""{"redrivePermission":"{{permission}}"{{(sources < 0 ? "" : $",\"sourceQueueArns\":[{arns}]")}}}""";
        await ExpectAsync(
            isTaken ? null : InvalidParameterValue(
                policy, "RedriveAllowPolicy",
                "Amazon SQS can't create the redrive allow policy. The maximum number of source queue ARNs you can specify is 10."),
            () => Sqs.StandardAsync("RedriveAllowPolicy=" + policy));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(1_000, true)]
    [InlineData(1_001, false)]
    public async Task Refuses_a_page_of_more_than_1000_queues(int max, bool isTaken) => await ExpectAsync(
        isTaken ? null : InvalidParameterValue(
            "Value for parameter MaxResults is invalid. Reason: MaxResults must be an integer between 1 and 1000."),
        () => Sqs.ListQueuesAsync(new ListQueuesRequest { MaxResults = max }));
}
