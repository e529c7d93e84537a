using Amazon.SQS;
using Amazon.SQS.Model;
using static SqsLambda.Local.Tests.Http.SdkError;

namespace SqsLambda.Local.Tests.Http;

/// <summary>The numbers that bound a message: its size, its characters, its attributes and its delay.</summary>
public sealed class SdkMessageLimitTests(RunningEndpoint endpoint) : IClassFixture<RunningEndpoint>
{
    private const int Most = 1_048_576;

    private const string Reserved =
        "You can't use message attribute names beginning with 'AWS.' or 'Amazon.'. These strings are reserved for internal use. "
        + "Additionally, they cannot start or end with '.'.";

    private AmazonSQSClient Sqs => endpoint.Sqs;

    [Theory]
    [InlineData(-1, "DelaySeconds must be >= 0 and <= 900.")]
    [InlineData(0, null)]
    [InlineData(900, null)]
    [InlineData(901, "DelaySeconds must be >= 0 and <= 900.")]
    public async Task Refuses_to_delay_a_message_for_more_than_15_minutes(int delay, string? reason)
    {
        string url = await Sqs.StandardAsync();
        var refused = reason is null ? null : InvalidParameterValue(delay, "DelaySeconds", reason);

        await ExpectAsync(refused, () => Sqs.SendAsync(url, "a", delay: delay));
        var batch = await Sqs.SendMessageBatchAsync(url, [new("e", "a") { DelaySeconds = delay }]);
        Assert.Equal(refused?.Message, batch.Failed?.Single().Message);
    }

    [Theory]
    [InlineData(10, null)]
    [InlineData(11, "Number of message attributes [11] exceeds the allowed maximum [10].")]
    public async Task Refuses_an_eleventh_message_attribute(int count, string? message) =>
        await ExpectAttributesAsync(message, [.. Enumerable.Range(0, count).Select(i => $"a{i}")]);

    [Theory]
    [InlineData("AZaz09_-.b", null)]
    [InlineData("AWSb", null)]
    [InlineData("256", null)]
    [InlineData("257", "Message (user) attribute names must be shorter than 256 Bytes")]
    [InlineData(
        "a b", "Message (user) attributes name can only contain upper and lower score characters, digits, periods, hyphens and underscores. ")]
    [InlineData("AWS.b", Reserved)]
    [InlineData("aws.b", Reserved)]
    [InlineData("Amazon.b", Reserved)]
    [InlineData(".b", Reserved)]
    [InlineData("b.", Reserved)]
    [InlineData("a..b", "Message (user) attribute name must not have successive '.' characters.")]
    public async Task Refuses_a_message_attribute_with_a_name_that_breaks_a_rule(string name, string? message) =>
        await ExpectAttributesAsync(message, [int.TryParse(name, out int length) ? new('x', length) : name]);

    [Theory]
    [InlineData(Most, 0, 0, null)]
    [InlineData(1, 1_048_568, 0, null)]
    [InlineData(1, 1_048_569, 0, "Message must be shorter than 1048576 bytes.")]
    [InlineData(1, 0, 1_048_568, null)]
    [InlineData(1, 0, 1_048_569, "Message must be shorter than 1048576 bytes.")]
    public async Task Refuses_a_message_whose_body_and_attributes_weigh_more_than_1_MiB(int body, int text, int binary, string? reason)
    {
        string url = await Sqs.StandardAsync();
        var request = new SendMessageRequest(url, new('x', body)) { MessageAttributes = [] };
        if (text > 0)
        {
            request.MessageAttributes["n"] = Text(new('x', text));
        }

        if (binary > 0)
        {
            request.MessageAttributes["n"] = new() { DataType = "Binary", BinaryValue = new MemoryStream(new byte[binary]) };
        }

        await ExpectAsync(
            reason is null ? null : InvalidParameterValue("One or more parameters are invalid. Reason: " + reason),
            () => Sqs.SendMessageAsync(request));
    }

    [Theory]
    [InlineData("é", 512, true)]
    [InlineData("é", 513, false)]
    [InlineData("😀", 256, true)]
    [InlineData("😀", 257, false)]
    public async Task Weighs_a_message_in_bytes_of_UTF8_against_what_its_queue_allows(string letter, int count, bool isTaken)
    {
        string url = await Sqs.StandardAsync("MaximumMessageSize=1024");
        string body = string.Concat(Enumerable.Repeat(letter, count));

        await ExpectAsync(
            isTaken ? null : InvalidParameterValue("One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes."),
            () => Sqs.SendAsync(url, body));
    }

    [Theory]
    [InlineData(Most / 2, null)]
    [InlineData((Most / 2) + 1, "Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes.")]
    public async Task Refuses_a_batch_that_weighs_more_than_1_MiB(int bytes, string? message)
    {
        string url = await Sqs.StandardAsync();
        await ExpectAsync(
            message is null ? null : Legacy("BatchRequestTooLong", message),
            () => Sqs.SendMessageBatchAsync(url, [new("a", new string('x', Most / 2)), new("b", new string('x', bytes))]));
    }

    [Theory]
    [InlineData("\t\n\r ", true)]
    [InlineData("\uD7FF\uE000\uFFFD", true)]
    [InlineData("\U00010000\U0010FFFF", true)]
    [InlineData("\u0000", false)]
    [InlineData("\u0008", false)]
    [InlineData("\u000B", false)]
    [InlineData("\u000C", false)]
    [InlineData("\u000E", false)]
    [InlineData("\u001F", false)]
    [InlineData("\uFFFE", false)]
    [InlineData("\uFFFF", false)]
    public async Task Refuses_characters_that_XML_does_not_have(string body, bool isTaken)
    {
        const string Refused =
            "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF";
        string url = await Sqs.StandardAsync();
        await ExpectAsync(
            isTaken ? null : new("InvalidMessageContents", "InvalidMessageContents", Refused), () => Sqs.SendAsync(url, body));
        var batch = await Sqs.SendMessageBatchAsync(url, [new("e", body)]);
        Assert.Equal(isTaken ? null : ("InvalidMessageContents", Refused), batch.Failed?.Select(entry => (entry.Code, entry.Message)).Single());
        if (isTaken)
        {
            Assert.All(await Sqs.ReceiveAsync(url), message => Assert.Equal(body, message.Body));
        }
    }

    private static MessageAttributeValue Text(string value) => new() { DataType = "String", StringValue = value };

    private async Task ExpectAttributesAsync(string? message, params string[] names)
    {
        string url = await Sqs.StandardAsync();
        await ExpectAsync(
            message is null ? null : InvalidParameterValue(message),
            () => Sqs.SendMessageAsync(new SendMessageRequest(url, "a") { MessageAttributes = names.ToDictionary(name => name, _ => Text("v")) }));
    }
}
