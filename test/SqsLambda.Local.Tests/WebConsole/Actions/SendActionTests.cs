using System.Net;
using System.Text;
using SqsLambda.Local.Sqs.Messages;
using SqsLambda.Local.Sqs.Queues;
using SqsLambda.Local.Tests.Sqs;

namespace SqsLambda.Local.Tests.WebConsole.Actions;

/// <summary>What the page sends: a message, or a file with one message a line.</summary>
public sealed class SendActionTests
{
    [Fact]
    public async Task A_message_is_sent_with_its_delay_and_attributes()
    {
        await using ActionFixture console = await ActionFixture.StartAsync();

        (HttpStatusCode status, string text) = await console.DoAsync("send", new
        {
            queue = console.Orders.Arn,
            body = "tea \ud83c\udf75",
            delaySeconds = 0,
            attributes = new[]
            {
                new { name = "kind", type = "String", value = "parcel" },
                new { name = "weight", type = "Number", value = "1.5" },
                new { name = "seal", type = "Binary", value = "AQID" },
            },
        });

        ReceivedMessage message = await console.Orders.ReceiveOne();
        Assert.Equal((HttpStatusCode.OK, $"sent message {message.MessageId[..8]}… to orders"), (status, text));
        Assert.Equal("tea \ud83c\udf75", message.Body);
        Assert.Equal(
            [("kind", "String", "parcel", null), ("weight", "Number", "1.5", null), ("seal", "Binary", null, "AQID")],
            message.MessageAttributes.Select(static attribute => (
                attribute.Key, attribute.Value.DataType!, attribute.Value.StringValue,
                attribute.Value.BinaryValue is { } bytes ? Convert.ToBase64String(bytes) : null)));
    }

    [Fact]
    public async Task A_delay_hides_the_message()
    {
        await using ActionFixture console = await ActionFixture.StartAsync();

        Assert.Equal(HttpStatusCode.OK, (await console.DoAsync("send", new { queue = console.Orders.Arn, body = "a", delaySeconds = 900 })).Status);
        Assert.Equal(new QueueCounts(0, 0, 1), console.Orders.Counts);
    }

    [Fact]
    public async Task A_message_of_a_FIFO_queue_has_a_group_and_a_deduplication_id()
    {
        await using ActionFixture console = await ActionFixture.StartAsync();

        await console.DoAsync("send", new { queue = console.Fifo.Arn, body = "a", groupId = "g", deduplicationId = "d" });

        ReceivedMessage message = await console.Fifo.ReceiveOne();
        Assert.Equal(("g", "d"), (message.MessageGroupId, message.SystemAttributes()["MessageDeduplicationId"]));
    }

    [Fact]
    public async Task A_queue_without_a_function_and_a_queue_of_another_region_get_messages_too()
    {
        await using ActionFixture console = await ActionFixture.StartAsync();
        SqsQueue other = console.Regions.In("eu-west-1").CreateQueue("orders");

        Assert.EndsWith(" to orders-dlq", (await console.DoAsync("send", new { queue = console.DeadLetters.Arn, body = "a" })).Text, StringComparison.Ordinal);
        await console.DoAsync("send", new { queue = other.Arn, body = "b" });

        Assert.Equal((1, 0, 1), (console.DeadLetters.Counts.Visible, console.Orders.Counts.Visible, other.Counts.Visible));
    }

    [Theory]
    [InlineData(null, null, null, null, "The request must contain the parameter MessageBody.")]
    [InlineData("", null, null, null, "The request must contain the parameter MessageBody.")]
    [InlineData("\0", null, null, null, "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF")]
    [InlineData("a", 901, null, null, "Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.")]
    [InlineData("a", null, null, "d", "Value d for parameter MessageDeduplicationId is invalid. Reason: The request include parameter that is not valid for this queue type.")]
    [InlineData("a", null, "g\u00e4", null, "Value g\u00e4 for parameter MessageGroupId is invalid. Reason: MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length.")]
    public async Task What_SQS_refuses_is_told_in_its_words(string? body, int? delaySeconds, string? groupId, string? deduplicationId, string text)
    {
        await using ActionFixture console = await ActionFixture.StartAsync();

        Assert.Equal((HttpStatusCode.BadRequest, text), await console.DoAsync("send", new { queue = console.Orders.Arn, body, delaySeconds, groupId, deduplicationId }));
        Assert.True(console.Orders.Counts.IsEmpty);
    }

    [Fact]
    public async Task A_FIFO_queue_refuses_a_message_without_a_group()
    {
        await using ActionFixture console = await ActionFixture.StartAsync();

        Assert.Equal("The request must contain the parameter MessageGroupId.", (await console.DoAsync("send", new { queue = console.Fifo.Arn, body = "a" })).Text);
    }

    [Fact]
    public async Task A_message_of_a_mebibyte_is_sent_and_a_byte_more_is_refused()
    {
        await using ActionFixture console = await ActionFixture.StartAsync();

        Assert.Equal(HttpStatusCode.OK, (await console.DoAsync("send", new { queue = console.Orders.Arn, body = new string('<', 1_048_576) })).Status);
        Assert.Equal(
            (HttpStatusCode.BadRequest, "One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes."),
            await console.DoAsync("send", new { queue = console.Orders.Arn, body = new string('<', 1_048_577) }));
    }

    [Theory]
    [InlineData("a", "Number", "x", "Can't cast the value of message (user) attribute 'a' to a number.")]
    [InlineData("a", "Binary", "x", "The attribute 'a' is Binary: its value must be Base64.")]
    [InlineData("a", "Text", "x", "The type of message (user) attribute 'a' is invalid. You must use only the following supported type prefixes: Binary, Number, String.")]
    [InlineData("", "String", "x", "The request must contain non-empty message (user) attribute names.")]
    [InlineData("a", "String", "", "Message (user) attribute 'a' must contain a non-empty value of type 'String'.")]
    [InlineData(null, null, null, "The request must contain non-empty message (user) attribute names.")]
    public async Task An_attribute_that_is_not_allowed_is_told(string? name, string? type, string? value, string text)
    {
        await using ActionFixture console = await ActionFixture.StartAsync();

        Assert.Equal(
            (HttpStatusCode.BadRequest, text), await console.DoAsync("send", new { queue = console.Orders.Arn, body = "b", attributes = new[] { new { name, type, value } } }));
    }

    [Fact]
    public async Task An_attribute_that_is_null_is_refused()
    {
        await using ActionFixture console = await ActionFixture.StartAsync();

        Assert.Equal(
            (HttpStatusCode.BadRequest, "An attribute is null: each must have a name, a type and a value."),
            await console.DoAsync("send", new { queue = console.Orders.Arn, body = "b", attributes = new string?[] { null } }));
        Assert.True(console.Orders.Counts.IsEmpty);
    }

    [Fact]
    public async Task Two_attributes_of_one_name_are_refused()
    {
        await using ActionFixture console = await ActionFixture.StartAsync();
        var attribute = new { name = "a", type = "String", value = "x" };

        Assert.Equal(
            (HttpStatusCode.BadRequest, "There are two attributes with the name 'a'."),
            await console.DoAsync("send", new { queue = console.Orders.Arn, body = "b", attributes = new[] { attribute, attribute } }));
    }

    [Fact]
    public async Task The_samples_of_the_function_are_a_start()
    {
        await using ActionFixture console = await ActionFixture.StartAsync();

        Assert.Equal("""["{\u0022sku\u0022:\u0022TEA\u0022}","coffee"]""", await console.GetAsync($"/console/samples/{Uri.EscapeDataString(console.Orders.Arn)}"));
        Assert.Equal("[]", await console.GetAsync($"/console/samples/{Uri.EscapeDataString(console.DeadLetters.Arn)}"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Each_line_of_a_file_is_a_message_and_a_FIFO_queue_keeps_their_order(bool isFifo)
    {
        await using ActionFixture console = await ActionFixture.StartAsync();
        SqsQueue queue = isFifo ? console.Fifo : console.Orders;

        Assert.Equal((HttpStatusCode.OK, $"sent 3 messages from orders.jsonl to {queue.Name}"), await SendFileAsync(console, queue, "one\r\n\ntwo\ntwo"));
        Assert.Equal(["one", "two", "two"], await queue.ReceiveBodies());
    }

    [Fact]
    public async Task A_file_in_another_encoding_is_read_as_its_byte_order_mark_says()
    {
        await using ActionFixture console = await ActionFixture.StartAsync();
        byte[] content = [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("t\u00e9a")];

        await console.DoAsync("send-file", new { queue = console.Orders.Arn, name = "orders.jsonl", content });

        Assert.Equal(["t\u00e9a"], await console.Orders.ReceiveBodies());
    }

    [Fact]
    public async Task A_line_that_SQS_refuses_is_told_with_its_number_and_the_others_are_sent()
    {
        await using ActionFixture console = await ActionFixture.StartAsync();

        Assert.Equal(
            (HttpStatusCode.BadRequest,
                "sent 1 message from orders.jsonl to orders; line 2 of orders.jsonl was not sent: Invalid characters found. "
                + "Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF"),
            await SendFileAsync(console, console.Orders, "good\n\0\n"));
        Assert.EndsWith("; and 2 lines more", (await SendFileAsync(console, console.Orders, "\0\n\0\n\0\n\0\n\0\n\0\n\0\n")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_that_is_not_text_is_not_sent_damaged()
    {
        await using ActionFixture console = await ActionFixture.StartAsync();
        byte[] content = [.. "t\u00e9a\n"u8, .. Encoding.Latin1.GetBytes("t\u00e9a\n"), .. "\ufffd"u8];

        Assert.Equal(
            (HttpStatusCode.BadRequest, "sent 2 messages from orders.jsonl to orders; line 2 of orders.jsonl was not sent: it is not UTF-8 text"),
            await console.DoAsync("send-file", new { queue = console.Orders.Arn, name = "orders.jsonl", content }));
        Assert.Equal(["t\u00e9a", "\ufffd"], await console.Orders.ReceiveBodies());
    }

    [Theory]
    [InlineData("", "orders.jsonl has no line with a message.")]
    [InlineData("\n\n", "orders.jsonl has no line with a message.")]
    public async Task A_file_without_a_message_is_told(string content, string text)
    {
        await using ActionFixture console = await ActionFixture.StartAsync();

        Assert.Equal((HttpStatusCode.BadRequest, text), await SendFileAsync(console, console.Orders, content));
    }

    [Theory]
    [InlineData(5_242_881, 0)]
    [InlineData(0, 100_000)]
    public async Task A_file_that_is_too_large_is_refused_as_a_whole(int characters, int lines)
    {
        await using ActionFixture console = await ActionFixture.StartAsync();

        Assert.Equal(
            (HttpStatusCode.RequestEntityTooLarge, "orders.jsonl is too large: allowed are 5242880 bytes and 100000 lines. --send has no such limit."),
            await SendFileAsync(console, console.Orders, new string('x', characters) + string.Concat(Enumerable.Repeat("a\n", lines))));
        Assert.True(console.Orders.Counts.IsEmpty);
    }

    private static Task<(HttpStatusCode Status, string Text)> SendFileAsync(ActionFixture console, SqsQueue queue, string content) =>
        console.DoAsync("send-file", new { queue = queue.Arn, name = "orders.jsonl", content = Encoding.UTF8.GetBytes(content) });
}
