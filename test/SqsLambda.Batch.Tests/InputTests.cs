using System.Globalization;
using Amazon.Lambda.SQSEvents;

namespace SqsLambda.Batch.Tests;

/// <summary>What a batch may hold, and must be survived.</summary>
public sealed class InputTests
{
    private readonly Harness _harness = new();

    [Fact]
    public async Task No_event_no_records_and_empty_records_are_answered_with_success()
    {
        foreach (SQSEvent? sqsEvent in new[] { null, new SQSEvent(), new SQSEvent { Records = [] } })
        {
            Assert.Empty(await Harness.WithinBoundAsync(_harness.StartAsync(sqsEvent)));
        }
    }

    [Theory]
    [InlineData("no body", null, "The body is empty.")]
    [InlineData("empty", "", "The body is empty.")]
    [InlineData("JSON null", "null", "The body is JSON null instead of Note.")]
    [InlineData("not JSON", "secret", "The body cannot be read as Note (line 1, byte 1).")]
    [InlineData("half JSON", "{\"id\":\"secret", "The body cannot be read as Note: id missing or of the wrong kind (line 1, byte 14).")]
    [InlineData("another kind", "[1]", "The body cannot be read as Note (line 1, byte 2).")]
    [InlineData("another shape", "{\"other\":\"secret\"}", "The body cannot be read as Note: id missing or of the wrong kind (line 1, byte 19).")]
    [InlineData("null field", "{\"id\":null}", "The body cannot be read as Note: id missing or of the wrong kind (line 1, byte 11).")]
    [InlineData("wrong kind", "{\"id\":\"a\",\"text\":{\"secret\":1}}", "The body cannot be read as Note: text missing or of the wrong kind (line 1, byte 19).")]
    public async Task A_bad_body_fails_alone_for_good_and_is_never_quoted(string name, string? body, string reason)
    {
        Assert.NotEmpty(name);

        Assert.Equal(["m1"], await _harness.ReturnedAsync(Notes.Of("a", "", "b").With(1, record => record.Body = body)));

        Assert.Equal(["a", "b"], _harness.Handler.Effects);
        Assert.Equal($"Error: Message m1 failed permanently (receive count 1): {reason}", Assert.Single(_harness.Logger.Entries));
        Assert.Equal([2], _harness.Store.Claims);
    }

    [Fact]
    public async Task A_body_of_1_MiB_is_processed()
    {
        string text = new('x', (1024 * 1024) - 20);

        Assert.Empty(await _harness.ReturnedAsync(TestSqsEvent.Of($$"""{"id":"a","text":"{{text}}"}""")));
    }

    [Fact]
    public async Task A_body_that_is_nested_1000_deep_fails_alone()
    {
        string nested = string.Concat(Enumerable.Repeat("""{"id":"a","inner":""", 1_000)) + "null" + new string('}', 1_000);

        Assert.Equal(["m0"], await _harness.ReturnedAsync(TestSqsEvent.Of(nested, Notes.Body("b"))));
        Assert.Equal(["b"], _harness.Handler.Effects);
    }

    [Fact]
    public async Task A_message_that_does_not_pass_validation_fails_for_good_and_costs_no_store_call()
    {
        _harness.Handler.Validation = static note => note.Id == "a" ? "id is a: allowed is b." : null;

        Assert.Equal(["m0"], await _harness.ReturnedAsync(Notes.Of("a")));
        Assert.Equal(["Error: Message m0 failed permanently (receive count 1): id is a: allowed is b."], _harness.Logger.Entries);
        Assert.Empty(_harness.Store.Claims);
    }

    [Fact]
    public async Task A_validation_that_throws_fails_its_message_alone()
    {
        _harness.Handler.Validation = static note => note.Id == "a" ? throw new InvalidOperationException("It broke.") : null;

        Assert.Equal(["m0"], await _harness.ReturnedAsync(Notes.Of("a", "b")));
        Assert.Equal(["b"], _harness.Handler.Effects);
    }

    [Fact]
    public async Task Null_maps_are_read_as_empty()
    {
        TestSqsEvent batch = Notes.Of("a").With(0, static record =>
        {
            record.Attributes = null;
            record.MessageAttributes = null;
            record.EventSourceArn = null;
        });

        Assert.Empty(await _harness.ReturnedAsync(batch));

        MessageContext context = _harness.Handler.Contexts["a"];
        Assert.Empty(context.Attributes);
        Assert.Empty(context.MessageAttributes);
        Assert.Equal(("", 1, null, null, null), (context.QueueArn, context.ReceiveCount, context.SentTime, context.MessageGroupId, context.MessageDeduplicationId));
    }

    [Theory]
    [InlineData("3", 3)]
    [InlineData("three", 1)]
    [InlineData("-3", 1)]
    [InlineData("0", 1)]
    [InlineData("99999999999999999999", 1)]
    [InlineData("", 1)]
    public async Task A_receive_count_that_is_no_positive_number_reads_as_1(string text, int count)
    {
        Assert.Empty(await _harness.ReturnedAsync(Notes.Of("a").WithSystemAttribute("ApproximateReceiveCount", text)));
        Assert.Equal(count, _harness.Handler.Contexts["a"].ReceiveCount);
    }

    [Theory]
    [InlineData("1545082649183", "2018-12-17T21:37:29.183Z")]
    [InlineData("soon", null)]
    [InlineData("9223372036854775807", null)]
    public async Task The_sent_time_is_read_where_it_is_one(string text, string? time)
    {
        await _harness.ReturnedAsync(Notes.Of("a").WithSystemAttribute("SentTimestamp", text));

        Assert.Equal(
            time is null ? null : DateTimeOffset.Parse(time, CultureInfo.InvariantCulture), _harness.Handler.Contexts["a"].SentTime);
    }

    [Fact]
    public async Task A_good_record_without_message_id_is_processed()
    {
        Assert.Empty(await _harness.ReturnedAsync(Notes.Of("a", "b").With(0, static record => record.MessageId = null)));
        Assert.Equal(["a", "b"], _harness.Handler.Effects);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_failing_record_without_message_id_fails_the_whole_batch_as_nothing_else_keeps_it(bool isIdempotent)
    {
        var harness = new Harness { IsIdempotent = isIdempotent };
        harness.Handler.Fails("a");

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(
            () => harness.ReturnedAsync(Notes.Of("a", "b", "c").With(0, static record => record.MessageId = null).With(1, static record => record.MessageId = "")));

        Assert.StartsWith("A record without a messageId was not processed", exception.Message, StringComparison.Ordinal);
        Assert.Equal(["b", "c"], harness.Handler.Effects);
    }

    [Fact]
    public async Task A_record_that_is_null_fails_the_whole_batch()
    {
        SQSEvent sqsEvent = Notes.Of("a").Build();
        sqsEvent.Records.Add(null);

        await Assert.ThrowsAsync<InvalidOperationException>(() => _harness.StartAsync(sqsEvent));
        Assert.Equal(["a"], _harness.Handler.Effects);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Ten_thousand_records_are_processed(bool isIdempotent)
    {
        var harness = new Harness { IsIdempotent = isIdempotent };
        string[] ids = [.. Enumerable.Range(0, 10_000).Select(static number => $"{number}")];
        harness.Handler.Fails("17", "9999");

        Assert.Equal(["m17", "m9999"], await harness.ReturnedAsync(Notes.Of(ids)));
        Assert.Equal(ids.Except(["17", "9999"]), harness.Handler.Effects);
    }
}
