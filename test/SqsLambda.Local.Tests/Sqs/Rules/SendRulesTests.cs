using SqsLambda.Local.Sqs;
using SqsLambda.Local.Sqs.Messages;
using SqsLambda.Local.Sqs.Queues;

namespace SqsLambda.Local.Tests.Sqs.Rules;

/// <summary>What may be sent, and in which words it is refused.</summary>
public sealed class SendRulesTests
{
    private const string IdRule = "can only include alphanumeric and punctuation characters. 1 to 128 in length.";

    private readonly TestQueues _queues = new();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void A_message_needs_a_body(string? body)
    {
        var error = Refused(new() { MessageBody = body });
        Assert.Equal(("MissingParameter", "The request must contain the parameter MessageBody."), (error.Code, error.Message));
        Assert.Equal("com.amazon.coral.service#MissingRequiredParameterException", error.Type);
    }

    [Theory]
    [InlineData("\t\n\r é \uD7FF\uE000\uFFFD 😀", true)]
    [InlineData("nul \0", false)]
    [InlineData("\b", false)]
    [InlineData("\u001F", false)]
    [InlineData("\uFFFE", false)]
    [InlineData("\uFFFF", false)]
    public void A_body_is_of_XML_characters(string body, bool isAllowed)
    {
        var queue = _queues.Standard("q");
        var error = Record.Exception(() => queue.Send(body)) as SqsException;

        Assert.Equal(isAllowed ? null : "InvalidMessageContents", error?.Code);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_no_character() =>
        Assert.Equal("InvalidMessageContents", Refused(new() { MessageBody = "a" + '\uD83D' + "b" }).Code);

    [Theory]
    [InlineData(1_048_576, 0)]
    [InlineData(1_048_577, 1)]
    public void A_message_weighs_up_to_1_MiB(int bytes, int refusals)
    {
        var queue = _queues.Standard("q");
        var error = Record.Exception(() => queue.Send(new string('a', bytes)));

        Assert.Equal(refusals == 0 ? null : "One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.", error?.Message);
    }

    [Fact]
    public void Names_types_and_values_of_attributes_weigh_too()
    {
        var queue = _queues.Standard("q", "MaximumMessageSize=1024");
        var attributes = Attributes("k", MessageAttributeValue.String("x"));
        int own = "k".Length + "String".Length + "x".Length;
        queue.SendMessage(new() { MessageBody = new string('a', 1024 - own), MessageAttributes = attributes });

        var error = Assert.Throws<SqsException>(
            () => queue.SendMessage(new() { MessageBody = new string('a', 1025 - own), MessageAttributes = attributes }));
        Assert.Equal("One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes.", error.Message);
    }

    [Theory]
    [InlineData(-234)]
    [InlineData(901)]
    public void A_delay_is_0_to_900_seconds(int seconds) => Assert.Equal(
        $"Value {seconds} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.",
        Refused(new() { MessageBody = "a", DelaySeconds = seconds }).Message);

    [Fact]
    public void A_message_of_a_FIFO_queue_has_no_delay_of_its_own() => Assert.Equal(
        "Value 2 for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.",
        Assert.Throws<SqsException>(() => _queues.Fifo("q").Send("a", "g", delay: 2)).Message);

    [Fact]
    public void A_message_of_a_FIFO_queue_needs_a_group()
    {
        var error = Assert.Throws<SqsException>(() => _queues.Fifo("q").Send("a"));
        Assert.Equal(("MissingParameter", "The request must contain the parameter MessageGroupId."), (error.Code, error.Message));
    }

    [Fact]
    public void A_message_of_a_FIFO_queue_needs_a_deduplication_id_unless_content_gives_it() => Assert.Equal(
        "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
        Assert.Throws<SqsException>(() => _queues.Fifo("q", "DelaySeconds=0").With(_queues, "ContentBasedDeduplication=false").Send("a", "g")).Message);

    [Fact]
    public void A_message_of_a_standard_queue_has_no_deduplication_id() => Assert.Equal(
        "Value id for parameter MessageDeduplicationId is invalid. Reason: The request include parameter that is not valid for this queue type.",
        Refused(new() { MessageBody = "a", MessageDeduplicationId = "id" }).Message);

    [Theory]
    [InlineData("")]
    [InlineData("group 123")]
    [InlineData("é")]
    [InlineData("129")]
    public void Group_and_deduplication_ids_are_1_to_128_letters_digits_and_punctuation(string id)
    {
        id = id == "129" ? new string('a', 129) : id;
        var fifo = _queues.Fifo("q");

        Assert.Equal(
            $"Value {id} for parameter MessageGroupId is invalid. Reason: MessageGroupId {IdRule}",
            Refused(new() { MessageBody = "a", MessageGroupId = id }).Message);
        Assert.Equal(
            $"Value {id} for parameter MessageDeduplicationId is invalid. Reason: MessageDeduplicationId {IdRule}",
            Assert.Throws<SqsException>(() => fifo.Send("a", "g", id)).Message);
    }

    [Fact]
    public void All_punctuation_is_allowed_in_ids()
    {
        const string punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
        _queues.Fifo("q").Send("a", punctuation, punctuation);
    }

    public static TheoryData<string, string, string?, string> RefusedAttributes { get; } = new()
    {
        { "", "String", "v", "The request must contain non-empty message (user) attribute names." },
        { "AWS.x", "String", "v", "You can't use message attribute names beginning with 'AWS.' or 'Amazon.'. These strings are reserved for internal use. Additionally, they cannot start or end with '.'." },
        { "amazon.x", "String", "v", "You can't use message attribute names beginning with 'AWS.' or 'Amazon.'. These strings are reserved for internal use. Additionally, they cannot start or end with '.'." },
        { ".x", "String", "v", "You can't use message attribute names beginning with 'AWS.' or 'Amazon.'. These strings are reserved for internal use. Additionally, they cannot start or end with '.'." },
        { "x.", "String", "v", "You can't use message attribute names beginning with 'AWS.' or 'Amazon.'. These strings are reserved for internal use. Additionally, they cannot start or end with '.'." },
        { "x..y", "String", "v", "Message (user) attribute name must not have successive '.' characters." },
        { "x y", "String", "v", "Message (user) attributes name can only contain upper and lower score characters, digits, periods, hyphens and underscores. " },
        { new string('x', 257), "String", "v", "Message (user) attribute names must be shorter than 256 Bytes" },
        { "Hello", "", "v", "The message (user) attribute 'Hello' must contain a non-empty message attribute value." },
        { "Hello", "Text", "v", "The type of message (user) attribute 'Hello' is invalid. You must use only the following supported type prefixes: Binary, Number, String." },
        { "Hello", "Stringy", "v", "The type of message (user) attribute 'Hello' is invalid. You must use only the following supported type prefixes: Binary, Number, String." },
        { "Hello", "String", "", "Message (user) attribute 'Hello' must contain a non-empty value of type 'String'." },
        { "Hello", "Number", "world", "Can't cast the value of message (user) attribute 'Hello' to a number." },
        { "Hello", "Binary", "v", "Message (user) attribute 'Hello' must contain a non-empty value of type 'Binary'." },
        { "Hello", "String", "\0", "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF" },
    };

    [Theory]
    [MemberData(nameof(RefusedAttributes))]
    public void An_attribute_that_breaks_a_rule_is_refused(string name, string type, string? value, string message)
    {
        var error = Refused(new() { MessageBody = "a", MessageAttributes = Attributes(name, new() { DataType = type, StringValue = value }) });
        Assert.Equal(("InvalidParameterValue", message), (error.Code, error.Message));
    }

    [Theory]
    [InlineData("5", true)]
    [InlineData("-12.50", true)]
    [InlineData("+1.5E3", true)]
    [InlineData("0", true)]
    [InlineData("-0.00e-500", true)]
    [InlineData("1e126", true)]
    [InlineData("1.01e126", false)]
    [InlineData("1e-128", true)]
    [InlineData("9e-129", false)]
    [InlineData("-1e-200", false)]
    [InlineData("1e-500", false)]
    [InlineData(" 5 ", false)]
    [InlineData("5 ", false)]
    [InlineData("1,000", false)]
    [InlineData("NaN", false)]
    [InlineData("Infinity", false)]
    [InlineData("0x1", false)]
    public void A_number_is_decimal_and_within_the_range_of_SQS(string value, bool isTaken)
    {
        var queue = _queues.Standard("q");
        var error = Record.Exception(() => queue.SendMessage(
            new() { MessageBody = "a", MessageAttributes = Attributes("Hello", MessageAttributeValue.Number(value)) }));

        Assert.Equal(isTaken ? null : "Can't cast the value of message (user) attribute 'Hello' to a number.", error?.Message);
    }

    [Theory]
    [InlineData(10, null)]
    [InlineData(11, "Number of message attributes [11] exceeds the allowed maximum [10].")]
    public void A_message_has_up_to_10_attributes(int count, string? message)
    {
        var queue = _queues.Standard("q");
        var attributes = Enumerable.Range(0, count).ToDictionary(i => $"a{i}", _ => MessageAttributeValue.Number("1.5e3"));
        Assert.Equal(message, Record.Exception(() => queue.SendMessage(new() { MessageBody = "a", MessageAttributes = attributes }))?.Message);
    }

    [Fact]
    public void The_trace_header_is_the_only_system_attribute() => Assert.Equal(
        "Message system attribute name 'Hello' is invalid.",
        Refused(new() { MessageBody = "a", MessageSystemAttributes = Attributes("Hello", MessageAttributeValue.String("World")) }).Message);

    public static TheoryData<string[], string, string> RefusedBatches { get; } = new()
    {
        { [], "AWS.SimpleQueueService.EmptyBatchRequest", "There should be at least one SendMessageBatchRequestEntry in the request." },
        { [.. Enumerable.Range(0, 20).Select(i => $"{i}")], "AWS.SimpleQueueService.TooManyEntriesInBatchRequest", "Maximum number of entries per request are 10. You have sent 20." },
        { ["a", "b", "a"], "AWS.SimpleQueueService.BatchEntryIdsNotDistinct", "Id a repeated." },
        { ["a:b"], "AWS.SimpleQueueService.InvalidBatchEntryId", "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long." },
        { [""], "AWS.SimpleQueueService.InvalidBatchEntryId", "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long." },
        { [new string('a', 81)], "AWS.SimpleQueueService.InvalidBatchEntryId", "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long." },
    };

    [Theory]
    [MemberData(nameof(RefusedBatches))]
    public void A_batch_that_breaks_a_rule_fails_wholly(string[] ids, string code, string message)
    {
        var queue = _queues.Standard("q");
        var error = Assert.Throws<SqsException>(
            () => queue.SendMessageBatch([.. ids.Select(id => new SendMessageEntry { Id = id, MessageBody = "a" })]));
        Assert.Equal((code, message), (error.Code, error.Message));
        Assert.Equal(0, queue.Counts.Total);
    }

    [Fact]
    public void A_batch_weighs_up_to_1_MiB_whatever_the_queue_says_about_one_message()
    {
        var queue = _queues.Standard("q");
        SendMessageEntry[] entries = [new() { Id = "1", MessageBody = new string('a', 1_048_576) }, new() { Id = "2", MessageBody = "a" }];

        Assert.Equal(
            "Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes.",
            Assert.Throws<SqsException>(() => queue.SendMessageBatch(entries)).Message);
    }

    [Fact]
    public void An_entry_that_is_refused_fails_alone()
    {
        var queue = _queues.Standard("q", "MaximumMessageSize=1024");
        var result = queue.SendMessageBatch(
            [new() { Id = "1", MessageBody = new string('a', 1025) }, new() { Id = "2", MessageBody = "a" }, new() { Id = "3" }]);

        Assert.Equal("2", Assert.Single(result.Successful!).Id);
        Assert.Equal(
            [
                new("1", "InvalidParameterValue", "One or more parameters cannot be validated. Reason: Message must be shorter than 1024 bytes.", true),
                new("3", "MissingParameter", "The request must contain the parameter MessageBody.", true),
            ],
            result.Failed!);
    }

    [Fact]
    public void A_batch_to_a_FIFO_queue_without_group_or_deduplication_id_fails_wholly()
    {
        var queue = _queues.Fifo("q");
        SendMessageEntry[] entries = [new() { Id = "1", MessageBody = "a", MessageGroupId = "g" }, new() { Id = "2", MessageBody = "b" }];
        var error = Assert.Throws<SqsException>(() => queue.SendMessageBatch(entries));
        Assert.Equal(("InvalidParameterValue", "The request must contain the parameter MessageGroupId."), (error.Code, error.Message));

        queue.With(_queues, "ContentBasedDeduplication=false");
        Assert.Equal(
            "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
            Assert.Throws<SqsException>(() => queue.SendMessageBatch(entries)).Message);
        Assert.Equal(0, queue.Counts.Total);
    }

    [Theory]
    [InlineData(0, null, null, "Value 0 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.")]
    [InlineData(11, null, null, "Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.")]
    [InlineData(1, -1, null, "Value -1 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.")]
    [InlineData(1, 21, null, "Value 21 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.")]
    [InlineData(1, 0, -1, "Value -1 for parameter VisibilityTimeout is invalid. Reason: Must be >= 0 and <= 43200, if provided.")]
    [InlineData(1, 0, 43201, "Value 43201 for parameter VisibilityTimeout is invalid. Reason: Must be >= 0 and <= 43200, if provided.")]
    public async Task A_receive_out_of_range_is_refused(int max, int? wait, int? timeout, string message)
    {
        var queue = _queues.Standard("q");
        var error = await Assert.ThrowsAsync<SqsException>(() => queue.ReceiveAsync(max, Seconds(wait), Seconds(timeout), CancellationToken.None));
        Assert.Equal(("InvalidParameterValue", message), (error.Code, error.Message));

        static TimeSpan? Seconds(int? value) => value is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
    }

    private SqsException Refused(SendMessageEntry entry)
    {
        var queue = _queues.Standard("standard");
        var error = Assert.Throws<SqsException>(() => queue.SendMessage(entry));
        Assert.Equal(0, queue.Counts.Total);
        return error;
    }

    private static Dictionary<string, MessageAttributeValue> Attributes(string name, MessageAttributeValue value) => new() { [name] = value };
}
