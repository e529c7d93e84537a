using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Amazon.Lambda.Serialization.SystemTextJson;
using Amazon.Lambda.SQSEvents;
using SqsLambda.Batch;
using SqsLambda.Batch.Reading;
using SqsLambda.Testing.Events;

namespace SqsLambda.Testing.Tests;

/// <summary>The event is the one that Lambda sends: AWS Lambda Developer Guide, "Using Lambda with Amazon SQS".</summary>
public sealed partial class EventTests
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<string> Names => [.. Rows.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_JSON_is_what_Lambda_sends(string name)
    {
        Row row = Rows[name];

        Assert.Equal(JsonNode.Parse(row.Json)!.ToJsonString(Relaxed), row.Event.ToJson());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_serializer_of_Lambda_reads_the_JSON_as_the_event_that_is_built(string name)
    {
        TestSqsEvent builder = Rows[name].Event;
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(builder.ToJson()));

        var read = new SourceGeneratorLambdaJsonSerializer<EventTestsJsonContext>().Deserialize<SQSEvent>(stream);

        Assert.Equal(builder.ToJson(), EventJson.Of(read.Records));
    }

    [Fact]
    public void The_table_has_a_row_for_each_method_of_the_builder() => Assert.Empty(
        typeof(TestSqsEvent).GetMethods()
            .Where(static method => method.ReturnType == typeof(TestSqsEvent))
            .Select(static method => method.Name)
            .Except(Rows.Keys));

    [Theory]
    [InlineData("Test message.", "e4e68fb7bd0e697a0ae8f1bb342846b3")]
    [InlineData("", "d41d8cd98f00b204e9800998ecf8427e")]
    [InlineData("ä😀", "042b028b3438fc753fac64c8da373715")]
    public void The_checksum_of_the_body_is_the_MD5_of_its_UTF_8_text(string body, string checksum) =>
        Assert.Equal(checksum, Assert.Single(TestSqsEvent.Of(body).Build().Records).Md5OfBody);

    /// <summary>Checksums that SQS made.</summary>
    [Fact]
    public void The_checksum_of_the_attributes_is_that_of_SQS()
    {
        TestSqsEvent one = TestSqsEvent.Of("a");

        Assert.Equal("befa18540a897f7d022bf07057754a03", Checksum(one.WithAttribute("test-key", "test-value")));
        Assert.Equal(
            "d25a6aea97eb8f585bfa92d314504a92",
            Checksum(one.WithNumberAttribute("WeeksOn", 6).WithAttribute("Title", "The Whistler").WithAttribute("Author", "John Grisham")));
        Assert.Null(Checksum(one));
    }

    [Fact]
    public void Values_repeat_and_a_null_leaves_an_attribute_out()
    {
        SQSEvent built = TestSqsEvent.Of("a", "b", "c").Fair("g", "h").ReceivedTimes(1, 2).WithAttribute("type", "x", null)
            .WithSystemAttribute("AWSTraceHeader", "Root=1", null).WithSystemAttribute("SenderId", null, "me");

        Assert.Equal(
            [("g", "1", "x", "Root=1", null), ("h", "2", null, null, "me"), ("g", "1", "x", "Root=1", null)],
            built.Records.Select(static record => (
                record.Attributes["MessageGroupId"],
                record.Attributes["ApproximateReceiveCount"],
                record.MessageAttributes.GetValueOrDefault("type")?.StringValue,
                record.Attributes.GetValueOrDefault("AWSTraceHeader"),
                record.Attributes.GetValueOrDefault("SenderId"))));
    }

    [Fact]
    public void Typed_messages_are_written_with_their_type_info()
    {
        SQSEvent built = TestSqsEvent.Of(EventTestsJsonContext.Default.Thing, new Thing("a", 1), new Thing("ä", 2));

        Assert.Equal(["""{"id":"a","size":1}""", """{"id":"\u00E4","size":2}"""], built.Records.Select(static record => record.Body));
    }

    [Fact]
    public void A_builder_never_changes_and_each_event_is_its_own()
    {
        TestSqsEvent builder = TestSqsEvent.Of("a", "b");
        string before = builder.ToJson();
        SQSEvent built = builder;
        built.Records.RemoveAt(0);
        built.Records[0].Attributes.Clear();

        builder.Fifo("g").Queue("other").WithAttribute("a", "b").ReceivedTimes(3).FromSns().With(0, static record => record.Body = null);

        Assert.Equal(before, builder.ToJson());
        Assert.Equal(2, builder.Count);
    }

    [Fact]
    public void The_order_of_the_calls_does_not_matter()
    {
        TestSqsEvent bare = TestSqsEvent.Of("""{"id":1}""");

        Assert.Equal(
            bare.Fifo("g").Queue("q", "eu-west-1").FromSns("t").FromEventBridge("d").WithAttribute("a", "b").SentAt(DateTimeOffset.UnixEpoch).ToJson(),
            bare.SentAt(DateTimeOffset.UnixEpoch).WithAttribute("a", "b").FromEventBridge("d").FromSns("t").Queue("q", "eu-west-1").Fifo("g").ToJson());
        Assert.Equal(bare.Fair("g").ToJson(), bare.Fifo("x").Fair("g").ToJson());
        Assert.Equal(bare.WithAttribute("a", "2").ToJson(), bare.WithNumberAttribute("a", 1).WithAttribute("a", "2").ToJson());
    }

    /// <summary>The readers of the engine find what the builder put in.</summary>
    [Fact]
    public void The_engine_unwraps_what_the_builder_wraps()
    {
        TestSqsEvent things = TestSqsEvent.Of("""{"id":"a"}""");
        TestSqsEvent notifications = things.FromEventBridge("ThingMade", "things").FromSns("topic", "A subject").WithAttribute("type", "made");
        MessageContext context = notifications.ContextOf();

        ReadResult<string> read = MessageReader.Text().FromEventBridge().FromSns().Read(notifications.Build().Records[0].Body, context);

        Assert.Equal(ReadResult.Message("""{"id":"a"}"""), read);
        Assert.Equal(
            ("arn:aws:sns:us-east-1:123456789012:topic", "A subject", TimeOfDefault),
            (context.Sns!.TopicArn, context.Sns.Subject, context.Sns.Timestamp));
        Assert.Equal([new("type", "made")], context.Sns.MessageAttributes);
        Assert.Equal(("ThingMade", "things", "123456789012", "us-east-1"), (
            context.EventBridge!.DetailType, context.EventBridge.Source, context.EventBridge.Account, context.EventBridge.Region));
    }

    [Theory]
    [InlineData("photos/red flower.jpg", "photos/red+flower.jpg")]
    [InlineData("a+b (1)!.txt", "a%2Bb+%281%29%21.txt")]
    [InlineData("ä/😀~*-_.", "%C3%A4/%F0%9F%98%80%7E*-_.")]
    public void An_object_key_is_encoded_as_S3_does_and_read_back(string key, string encoded)
    {
        TestSqsEvent batch = TestSqsEvent.OfS3("photos", key);
        string body = batch.Build().Records[0].Body;

        Assert.Contains($"\"key\":\"{encoded}\"", body, StringComparison.Ordinal);
        Assert.Equal(key, Assert.Single(MessageReader.S3Notifications().Read(body, batch.ContextOf()).Message!.Records).Key);
    }

    [Fact]
    public void A_record_of_an_S3_notification_is_read_back_whole()
    {
        var deleted = new S3NotificationRecord
        {
            EventName = "ObjectRemoved:DeleteMarkerCreated",
            EventTime = TimeOfDefault,
            Region = "eu-west-1",
            BucketName = "photos",
            BucketArn = "arn:aws-cn:s3:::photos",
            Key = "a b",
            Size = null,
            ETag = "tag",
            VersionId = "version",
            Sequencer = "00",
        };
        TestSqsEvent batch = TestSqsEvent.OfS3(deleted);

        Assert.Equal(deleted, Assert.Single(MessageReader.S3Notifications().Read(batch.Build().Records[0].Body, batch.ContextOf()).Message!.Records));
    }

    [Fact]
    public void The_context_of_a_message_is_that_of_its_record()
    {
        var logger = new TestLogger();

        MessageContext context = TestSqsEvent.Of("a", "b").Fifo("g").Queue("orders").ReceivedTimes(4).ContextOf(1, logger);

        Assert.Equal(
            ("m1", "arn:aws:sqs:us-east-1:123456789012:orders.fifo", "orders.fifo", true, 4, "g", TimeOfDefault),
            (context.MessageId, context.QueueArn, context.QueueName, context.IsFifo, context.ReceiveCount, context.MessageGroupId, context.SentTime));
        Assert.Same(logger, context.Logger);
    }

    [Fact]
    public void Arguments_that_no_event_could_hold_are_refused()
    {
        TestSqsEvent two = TestSqsEvent.Of("a", "b");
        (string Parameter, Action Call)[] calls =
        [
            ("bodies", static () => TestSqsEvent.Of((IEnumerable<string>)null!)),
            ("bodies", static () => TestSqsEvent.Of("a", null!)),
            ("messageType", static () => TestSqsEvent.Of(null!, new Thing("a", 1))),
            ("messages", static () => TestSqsEvent.Of(EventTestsJsonContext.Default.Thing, (IEnumerable<Thing>)null!)),
            ("bucket", static () => TestSqsEvent.OfS3("", "key")),
            ("keys", static () => TestSqsEvent.OfS3("bucket", (IEnumerable<string>)null!)),
            ("record.Key", static () => TestSqsEvent.OfS3("bucket", "")),
            ("records", static () => TestSqsEvent.OfS3((IEnumerable<S3NotificationRecord>)null!)),
            ("builder", static () => _ = (SQSEvent)(TestSqsEvent)null!),
            ("name", () => two.Queue("")),
            ("name", () => two.Queue("orders.fifo")),
            ("region", () => two.Queue("orders", region: "")),
            ("account", () => two.Queue("orders", account: "")),
            ("groups", () => two.Fifo()),
            ("groups", () => two.Fifo("g", "")),
            ("groups", () => two.Fair(null!)),
            ("name", () => two.WithAttribute("", "a")),
            ("values", () => two.WithAttribute("a")),
            ("values", () => two.WithNumberAttribute("a")),
            ("values", () => two.WithBinaryAttribute("a")),
            ("name", () => two.WithSystemAttribute("", "a")),
            ("values", () => two.WithSystemAttribute("a")),
            ("counts", () => two.ReceivedTimes()),
            ("counts", () => two.ReceivedTimes(1, 0)),
            ("ids", () => two.WithMessageIds("a")),
            ("times", () => two.SentAt()),
            ("ids", () => two.WithMessageIds("a", "")),
            ("topic", () => two.FromSns("")),
            ("detailType", () => two.FromEventBridge("")),
            ("source", () => two.FromEventBridge("a", "")),
            ("index", () => two.With(2, static _ => { })),
            ("index", () => two.With(-1, static _ => { })),
            ("change", () => two.With(0, null!)),
            ("index", () => two.ContextOf(2)),
            ("index", () => two.ContextOf(-1)),
        ];

        Assert.All(calls, static call => Assert.Equal(call.Parameter, Assert.ThrowsAny<ArgumentException>(call.Call).ParamName));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("[]")]
    [InlineData("")]
    public void The_detail_of_an_EventBridge_event_must_be_a_JSON_object(string body) => Assert.Equal(
        "The body of message 1 is not a JSON object, which the detail of an EventBridge event must be.",
        Assert.Throws<InvalidOperationException>(() => TestSqsEvent.Of("{}", body).FromEventBridge("d")).Message);

    private static DateTimeOffset TimeOfDefault => new(2018, 12, 17, 21, 37, 29, 183, TimeSpan.Zero);

    private static string? Checksum(TestSqsEvent builder) => builder.Build().Records[0].Md5OfMessageAttributes;

    internal sealed record Thing(string Id, int Size);

    private sealed record Row(TestSqsEvent Event, string Json);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(EventTests.Thing))]
[JsonSerializable(typeof(SQSEvent))]
internal sealed partial class EventTestsJsonContext : JsonSerializerContext;
