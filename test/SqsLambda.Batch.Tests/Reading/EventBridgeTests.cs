using SqsLambda.Batch.Reading;

namespace SqsLambda.Batch.Tests.Reading;

/// <summary>Bodies that an Amazon EventBridge rule sends, and others.</summary>
public sealed class EventBridgeTests
{
    private const string Head = """{"source":"s","detail-type":"t" """;
    private const string NoObject = "it is not a JSON object";
    private const string NoSource = "'source' is missing or not a valid string";
    private const string NoDetailType = "'detail-type' is missing or not a valid string";
    private const string NoDetail = "'detail' is missing";

    private static readonly MessageReader<string> Reader = MessageReader.Text().FromEventBridge();

    [Fact]
    public void The_detail_is_unwrapped_and_the_event_described()
    {
        MessageContext context = ReaderContext.Empty();

        ReadResult<string> result = Reader.Read(
            """
            {
              "version": "0",
              "id": "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
              "detail-type": "EC2 Instance State-change Notification",
              "source": "aws.ec2",
              "account": "111122223333",
              "time": "2017-12-22T18:43:48Z",
              "region": "us-west-1",
              "resources": ["arn:aws:ec2:us-west-1:123456789012:instance/i-1234567890abcdef0"],
              "detail": { "instance-id": "i-1234567890abcdef0",  "state": "terminated" }
            }
            """,
            context);

        Assert.Equal(ReadResult.Message("""{ "instance-id": "i-1234567890abcdef0",  "state": "terminated" }"""), result);
        Assert.Equal(
            new EventBridgeEnvelope
            {
                Id = "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
                Source = "aws.ec2",
                DetailType = "EC2 Instance State-change Notification",
                Account = "111122223333",
                Region = "us-west-1",
                Time = new DateTimeOffset(2017, 12, 22, 18, 43, 48, TimeSpan.Zero),
            },
            context.EventBridge);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("5.00")]
    [InlineData("\"\"")]
    [InlineData("""{"a":"\ud83d\u00e4ä😀","a":1}""")]
    public void The_detail_stays_as_it_is_spelled(string detail) =>
        Assert.Equal(ReadResult.Message(detail), Reader.Read($$"""{{Head}},"detail": {{detail}} }""", ReaderContext.Empty()));

    [Theory]
    [InlineData("")]
    [InlineData(""","id":null,"account":null,"region":null,"time":null""")]
    [InlineData(""","id":5,"account":{},"region":[],"time":"soon" """)]
    [InlineData(""","id":"\ud83d","account":"\ud83d","region":"\ud83d","time":"\ud83d" """)]
    public void What_the_event_does_not_say_reads_as_null_or_empty(string members)
    {
        MessageContext context = ReaderContext.Empty();

        Assert.Equal(ReadResult.Message("{}"), Reader.Read($"{Head},\"detail\":{{}}{members}}}", context));
        Assert.Equal(new EventBridgeEnvelope { Id = "", Source = "s", DetailType = "t" }, context.EventBridge);
    }

    [Theory]
    [InlineData("no JSON", "secret", NoObject)]
    [InlineData("white space", " \n", NoObject)]
    [InlineData("null", "null", NoObject)]
    [InlineData("an array", """[{"source":"s","detail-type":"t","detail":{}}]""", NoObject)]
    [InlineData("never closed", """{"source":"s","detail-type":"t","detail":{}""", NoObject)]
    [InlineData("two documents", """{"source":"s","detail-type":"t","detail":{}}{}""", NoObject)]
    [InlineData("byte order mark", "\uFEFF{\"source\":\"s\",\"detail-type\":\"t\",\"detail\":{}}", NoObject)]
    [InlineData("an empty object", "{}", NoSource)]
    [InlineData("no source", """{"detail-type":"secret","detail":{}}""", NoSource)]
    [InlineData("source is a number", """{"source":5,"detail-type":"secret","detail":{}}""", NoSource)]
    [InlineData("source is null", """{"source":null,"detail-type":"secret","detail":{}}""", NoSource)]
    [InlineData("source is no text", """{"source":"\ud83d","detail-type":"secret","detail":{}}""", NoSource)]
    [InlineData("the last source is a number", """{"source":"secret","source":5,"detail-type":"secret","detail":{}}""", NoSource)]
    [InlineData("another case", """{"Source":"secret","Detail-Type":"secret","Detail":{}}""", NoSource)]
    [InlineData("no detail-type", """{"source":"secret","detail":{}}""", NoDetailType)]
    [InlineData("detail-type is a list", """{"source":"secret","detail-type":["secret"],"detail":{}}""", NoDetailType)]
    [InlineData("no detail", """{"source":"secret","detail-type":"secret"}""", NoDetail)]
    [InlineData("the detail is deeper", """{"source":"secret","detail-type":"secret","x":{"detail":{}}}""", NoDetail)]
    public void Any_other_body_is_unparseable_and_never_quoted(string name, string body, string reason)
    {
        Assert.NotEmpty(name);
        MessageContext context = ReaderContext.Empty();

        Assert.Equal(ReadResult.Unparseable<string>($"The body is not an EventBridge event: {reason}."), Reader.Read(body, context));
        Assert.Null(context.EventBridge);
    }

    [Fact]
    public void A_body_that_is_no_valid_Unicode_text_is_unparseable() => Assert.Equal(
        ReadResult.Unparseable<string>($"The body is not an EventBridge event: {NoObject}."),
        Reader.Read($"{Head},\"detail\":\"\ud83d\"}}", ReaderContext.Empty()));

    [Theory]
    [InlineData(""" "x":"\ud83d" """)]
    [InlineData(""" "\ud83d":1 """)]
    [InlineData(""" "x":{"\udc00":["\ud83d"]} """)]
    [InlineData(""" "detail":5 """)]
    public void What_nobody_reads_does_not_matter(string member) =>
        Assert.Equal(ReadResult.Message("{}"), Reader.Read($"{Head},{member},\"detail\":{{}}}}", ReaderContext.Empty()));

    [Fact]
    public void Members_may_nest_40000_deep()
    {
        Assert.Equal(ReadResult.Message("{}"), Reader.Read($"{Head},\"x\":{Nested.Arrays},\"detail\":{{}}}}", ReaderContext.Empty()));
        Assert.Equal(ReadResult.Message(Nested.Arrays), Reader.Read($$"""{{Head}},"detail":{{Nested.Arrays}}}""", ReaderContext.Empty()));
    }

    [Fact]
    public void A_detail_of_1_MiB_is_unwrapped()
    {
        string detail = $"\"{new string('ä', 1024 * 1024)}\"";

        Assert.Equal(ReadResult.Message(detail), Reader.Read($$"""{{Head}},"detail":{{detail}}}""", ReaderContext.Empty()));
    }

    [Fact]
    public void An_event_may_come_in_an_SNS_notification()
    {
        MessageContext context = ReaderContext.Empty();
        MessageReader<Note> notes = MessageReader.Json(NoteJsonContext.Default.Note).FromEventBridge().FromSns();

        Assert.Equal(
            ReadResult.Message(new Note { Id = "a", Text = "secret" }),
            notes.Read(SnsBody.Of($$"""{{Head}},"detail":{{Notes.Body("a")}} }"""), context));
        Assert.Equal((SnsBody.TopicArn, "s"), (context.Sns!.TopicArn, context.EventBridge!.Source));
    }

    [Fact]
    public void Arguments_must_not_be_null()
    {
        Assert.Throws<ArgumentNullException>(static () => Reader.Read(null!, ReaderContext.Empty()));
        Assert.Throws<ArgumentNullException>(static () => Reader.Read("a", null!));
    }
}
