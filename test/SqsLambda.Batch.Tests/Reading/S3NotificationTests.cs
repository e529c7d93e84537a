using SqsLambda.Batch.Reading;

namespace SqsLambda.Batch.Tests.Reading;

/// <summary>Event notifications of Amazon S3, directly and through a topic.</summary>
public sealed class S3NotificationTests
{
    private const string Good = """{"eventName":"ObjectRemoved:Delete","s3":{"bucket":{"name":"b"},"object":{"key":"k"}}}""";
    private const string NoObject = "it is not a JSON object";
    private const string NoRecords = "'Records' is missing or not an array";

    private const string Put = """
        {
          "Records": [
            {
              "eventVersion": "2.1",
              "eventSource": "aws:s3",
              "awsRegion": "us-west-2",
              "eventTime": "1970-01-01T00:00:00.123Z",
              "eventName": "ObjectCreated:Put",
              "userIdentity": { "principalId": "AIDAJDPLRKLG7UEXAMPLE" },
              "requestParameters": { "sourceIPAddress": "172.16.0.1" },
              "responseElements": { "x-amz-request-id": "C3D13FE58DE4C810" },
              "s3": {
                "s3SchemaVersion": "1.0",
                "configurationId": "testConfigRule",
                "bucket": { "name": "amzn-s3-demo-bucket", "ownerIdentity": { "principalId": "A3NL1KOZZKExample" }, "arn": "arn:aws:s3:::amzn-s3-demo-bucket" },
                "object": {
                  "key": "my+photos/Z%C3%BCrich%2B1.jpg",
                  "size": 5368709120,
                  "eTag": "d41d8cd98f00b204e9800998ecf8427e",
                  "versionId": "096fKKXTRTtl3on89fVO.nfljtsv6qko",
                  "sequencer": "0055AED6DCD90281E5"
                }
              }
            }
          ]
        }
        """;

    private static readonly MessageReader<S3Notification> Reader = MessageReader.S3Notifications();

    private static S3NotificationRecord PutRecord => new()
    {
        EventName = "ObjectCreated:Put",
        EventTime = DateTimeOffset.UnixEpoch.AddMilliseconds(123),
        Region = "us-west-2",
        BucketName = "amzn-s3-demo-bucket",
        BucketArn = "arn:aws:s3:::amzn-s3-demo-bucket",
        Key = "my photos/Zürich+1.jpg",
        Size = 5_368_709_120,
        ETag = "d41d8cd98f00b204e9800998ecf8427e",
        VersionId = "096fKKXTRTtl3on89fVO.nfljtsv6qko",
        Sequencer = "0055AED6DCD90281E5",
    };

    private static S3NotificationRecord GoodRecord => new() { EventName = "ObjectRemoved:Delete", Region = "", BucketName = "b", Key = "k" };

    [Fact]
    public void A_notification_is_read() => AssertRecords([PutRecord], Reader.Read(Put, ReaderContext.Empty()));

    [Fact]
    public void A_notification_is_read_out_of_an_SNS_notification()
    {
        MessageContext context = ReaderContext.Empty();

        AssertRecords([PutRecord], Reader.FromSns().Read(SnsBody.Of(Put), context));
        Assert.Equal(SnsBody.TopicArn, context.Sns!.TopicArn);
    }

    [Fact]
    public void All_records_are_read_in_their_order()
    {
        string records = string.Join(',', Enumerable.Range(0, 1_000).Select(static i =>
            Good.Replace("\"k\"", $"\"{i}\"", StringComparison.Ordinal)));

        AssertRecords(
            Enumerable.Range(0, 1_000).Select(static i => GoodRecord with { Key = $"{i}" }),
            Reader.Read($$"""{"Records":[{{records}}]}""", ReaderContext.Empty()));
    }

    [Theory]
    [InlineData("a/b.txt", "a/b.txt")]
    [InlineData("a%2Fb.txt", "a/b.txt")]
    [InlineData("a+b%20c%2Bd", "a b c+d")]
    [InlineData("%E6%97%A5%F0%9F%98%80", "日😀")]
    [InlineData("日", "日")]
    [InlineData("100%", "100%")]
    [InlineData("%u0041%zz", "%u0041%zz")]
    public void A_key_is_decoded(string encoded, string key) => AssertRecords(
        [GoodRecord with { Key = key }],
        Reader.Read($$"""{"Records":[{{Good.Replace("\"k\"", $"\"{encoded}\"", StringComparison.Ordinal)}}]}""", ReaderContext.Empty()));

    [Theory]
    [InlineData("""{"key":"k","size":null,"eTag":null,"versionId":null,"sequencer":null}""")]
    [InlineData("""{"key":"k","size":"1","eTag":1,"versionId":[],"sequencer":{}}""")]
    [InlineData("""{"key":"k","size":1.5,"eTag":"\ud83d","versionId":"\ud83d","sequencer":"\ud83d"}""")]
    [InlineData("""{"key":"k","size":99999999999999999999,"\ud83d":"\ud83d"}""")]
    [InlineData("""{"key":5,"key":"k"}""")]
    public void Optional_members_of_the_wrong_kind_read_as_if_they_were_not_there(string json) => AssertRecords(
        [GoodRecord],
        Reader.Read(
            $$"""{"Records":[{{Good.Replace("""{"key":"k"}""", json, StringComparison.Ordinal)}}],"\ud83d":"\ud83d"}""", ReaderContext.Empty()));

    [Fact]
    public void The_test_event_is_discarded()
    {
        const string body = """{"Service":"Amazon S3","Event":"s3:TestEvent","Time":"2014-10-13T15:57:02.089Z","Bucket":"secret","RequestId":"5582815E1AEA5ADF","HostId":"8cLeGAmw098X5cv4Zkwcmo8vvZa3eH3eKxsPzbB9wrR+YstdA6Knx4Ip8EXAMPLE"}""";
        ReadResult<S3Notification> discarded =
            ReadResult.Discarded<S3Notification>("The body is the test event that Amazon S3 sends when notifications are configured.");

        Assert.Equal(discarded, Reader.Read(body, ReaderContext.Empty()));
        Assert.Equal(discarded, Reader.FromSns().Read(SnsBody.Of(body), ReaderContext.Empty()));
    }

    [Theory]
    [InlineData("no JSON", "secret", NoObject)]
    [InlineData("null", "null", NoObject)]
    [InlineData("an array", "[]", NoObject)]
    [InlineData("never closed", """{"Records":[""", NoObject)]
    [InlineData("an empty object", "{}", NoRecords)]
    [InlineData("Records is a string", """{"Records":"secret"}""", NoRecords)]
    [InlineData("another service's test", """{"Service":"secret","Event":"s3:TestEvent"}""", NoRecords)]
    [InlineData("another event of the service", """{"Service":"Amazon S3","Event":"secret"}""", NoRecords)]
    [InlineData("no records", """{"Records":[]}""", "it has no records")]
    [InlineData("a record that is null", """{"Records":[null]}""", "'eventName' of record 1 is missing or of the wrong kind")]
    [InlineData("a record that is a list", """{"Records":[["secret"]]}""", "'eventName' of record 1 is missing or of the wrong kind")]
    [InlineData("no event name", """{"Records":[{"s3":{"bucket":{"name":"b"},"object":{"key":"k"}}}]}""", "'eventName' of record 1 is missing or of the wrong kind")]
    [InlineData("no s3", """{"Records":[{"eventName":"secret"}]}""", "'s3.bucket.name' of record 1 is missing or of the wrong kind")]
    [InlineData("s3 is a string", """{"Records":[{"eventName":"secret","s3":"secret"}]}""", "'s3.bucket.name' of record 1 is missing or of the wrong kind")]
    [InlineData("an empty bucket name", """{"Records":[{"eventName":"e","s3":{"bucket":{"name":""},"object":{"key":"k"}}}]}""", "'s3.bucket.name' of record 1 is missing or of the wrong kind")]
    [InlineData("no object", """{"Records":[{"eventName":"e","s3":{"bucket":{"name":"b"}}}]}""", "'s3.object.key' of record 1 is missing or of the wrong kind")]
    [InlineData("key is a number", """{"Records":[{"eventName":"e","s3":{"bucket":{"name":"b"},"object":{"key":5}}}]}""", "'s3.object.key' of record 1 is missing or of the wrong kind")]
    [InlineData("key is no text", """{"Records":[{"eventName":"e","s3":{"bucket":{"name":"b"},"object":{"key":"secret\ud83d"}}}]}""", "'s3.object.key' of record 1 is missing or of the wrong kind")]
    [InlineData("a bad record after a good one", $$"""{"Records":[{{Good}},{"eventSource":"aws:sqs"}]}""", "'eventName' of record 2 is missing or of the wrong kind")]
    public void Any_other_body_is_unparseable_and_never_quoted(string name, string body, string reason)
    {
        Assert.NotEmpty(name);
        Assert.Equal(ReadResult.Unparseable<S3Notification>($"The body is not an S3 notification: {reason}."), Reader.Read(body, ReaderContext.Empty()));
    }

    [Fact]
    public void A_body_that_is_no_valid_Unicode_text_is_unparseable() => Assert.Equal(
        ReadResult.Unparseable<S3Notification>($"The body is not an S3 notification: {NoObject}."),
        Reader.Read($"{{\"Records\":[{Good}],\"x\":\"\ud83d\"}}", ReaderContext.Empty()));

    [Fact]
    public void Members_that_nobody_reads_may_nest_40000_deep() => AssertRecords(
        [GoodRecord],
        Reader.Read(
            $$"""{"x":{{Nested.Arrays}},"Records":[{{Good.Replace("\"s3\":{", $"\"x\":{Nested.Arrays},\"s3\":{{\"x\":{Nested.Arrays},", StringComparison.Ordinal)}}]}""",
            ReaderContext.Empty()));

    [Fact]
    public void A_notification_of_1_MiB_is_read() =>
        AssertRecords([GoodRecord], Reader.Read($$"""{"x":"{{new string('x', 1024 * 1024)}}","Records":[{{Good}}]}""", ReaderContext.Empty()));

    [Fact]
    public void Arguments_must_not_be_null()
    {
        Assert.Throws<ArgumentNullException>(static () => Reader.Read(null!, ReaderContext.Empty()));
        Assert.Throws<ArgumentNullException>(static () => Reader.Read("a", null!));
    }

    private static void AssertRecords(IEnumerable<S3NotificationRecord> expected, ReadResult<S3Notification> result)
    {
        Assert.Null(result.Reason);
        Assert.Equal(expected, result.Message!.Records);
    }
}
