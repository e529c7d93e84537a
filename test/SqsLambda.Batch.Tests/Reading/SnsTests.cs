using SqsLambda.Batch.Reading;

namespace SqsLambda.Batch.Tests.Reading;

/// <summary>Bodies that come from an Amazon SNS topic, and bodies that look as if they did.</summary>
public sealed class SnsTests
{
    private const string Head = """{"Type":"Notification","TopicArn":"t","MessageId":"i","Message":"m" """;

    private static readonly MessageReader<string> Reader = MessageReader.Text().FromSns();

    [Fact]
    public void A_notification_is_unwrapped_and_described()
    {
        MessageContext context = ReaderContext.Empty();

        Assert.Equal(
            ReadResult.Message("""{"id":"a"}"""),
            Reader.Read(
                SnsBody.Of("""{"id":"a"}""", """{"type":{"Type":"String","Value":"note"},"size":{"Type":"Number","Value":"7"},"raw":{"Value":"AAE=","Type":"Binary"}}"""),
                context));

        SnsEnvelope sns = context.Sns!;
        Assert.Equal(
            (SnsBody.TopicArn, SnsBody.MessageId, "A subject", new DateTimeOffset(2012, 5, 2, 0, 54, 6, 655, TimeSpan.Zero)),
            (sns.TopicArn, sns.MessageId, sns.Subject, sns.Timestamp));
        Assert.Equal(
            new Dictionary<string, string> { ["type"] = "note", ["size"] = "7", ["raw"] = "AAE=" }, sns.MessageAttributes.ToDictionary());
    }

    [Fact]
    public void The_inner_reader_reads_the_message()
    {
        MessageReader<Note> notes = MessageReader.Json(NoteJsonContext.Default.Note).Validated(static note => note.Id == "b" ? "It is b." : null).FromSns();

        Assert.Equal(ReadResult.Message(new Note { Id = "a", Text = "secret" }), notes.Read(SnsBody.Of(Notes.Body("a")), ReaderContext.Empty()));
        Assert.Equal(ReadResult.Invalid<Note>("It is b."), notes.Read(SnsBody.Of(Notes.Body("b")), ReaderContext.Empty()));
        Assert.Equal(
            ReadResult.Unparseable<Note>("The body is JSON null instead of Note."), notes.Read(SnsBody.Of("null"), ReaderContext.Empty()));
    }

    [Fact]
    public void What_the_notification_does_not_say_reads_as_null_or_empty()
    {
        MessageContext context = ReaderContext.Empty();

        Assert.Equal(ReadResult.Message("m"), Reader.Read(Head + "}", context));

        SnsEnvelope sns = context.Sns!;
        Assert.Equal(("t", "i", null, null), (sns.TopicArn, sns.MessageId, sns.Subject, sns.Timestamp));
        Assert.Empty(sns.MessageAttributes);
    }

    [Theory]
    [InlineData(""" "Subject":null,"Timestamp":null,"MessageAttributes":null """)]
    [InlineData(""" "Subject":5,"Timestamp":5,"MessageAttributes":5 """)]
    [InlineData(""" "Subject":{},"Timestamp":"soon","MessageAttributes":[] """)]
    [InlineData(""" "Subject":"\ud83d","Timestamp":"\ud83d","MessageAttributes":"\ud83d" """)]
    [InlineData(""" "MessageAttributes":{} """)]
    [InlineData(""" "MessageAttributes":{"a":null,"b":5,"c":"x","d":[],"e":{},"f":{"Value":5},"g":{"Value":null},"h":{"Value":{"Value":"x"}}} """)]
    [InlineData(""" "MessageAttributes":{"\ud83d":{"Type":"String","Value":"x"},"b":{"Type":"String","Value":"\ud83d"}} """)]
    public void Optional_members_of_the_wrong_kind_read_as_if_they_were_not_there(string members)
    {
        MessageContext context = ReaderContext.Empty();

        Assert.Equal(ReadResult.Message("m"), Reader.Read($"{Head},{members}}}", context));

        SnsEnvelope sns = context.Sns!;
        Assert.Equal((null, null, 0), (sns.Subject, sns.Timestamp, sns.MessageAttributes.Count));
    }

    [Fact]
    public void An_attribute_is_read_beside_one_that_cannot_be()
    {
        MessageContext context = ReaderContext.Empty();

        Reader.Read(
            SnsBody.Of("m", $$$"""{"a":{"Value":"\ud83d"},"n":{"Value":{{{Nested.Arrays}}}},"\u0062":{"\ud83d":1,"Value":"\u0031"},"":{"Value":""},"c":{"Value":"x"},"c":{"Value":"y"}}"""),
            context);

        Assert.Equal(new Dictionary<string, string> { ["b"] = "1", [""] = "", ["c"] = "y" }, context.Sns!.MessageAttributes.ToDictionary());
    }

    [Theory]
    [InlineData("2012-05-02T00:54:06Z", "2012-05-02T00:54:06+00:00")]
    [InlineData("2012-05-02T00:54:06.655123Z", "2012-05-02T00:54:06.655123+00:00")]
    [InlineData("2012-05-02T02:54:06+02:00", "2012-05-02T00:54:06+00:00")]
    [InlineData("2012-05-02T00:54:06", "2012-05-02T00:54:06+00:00")]
    [InlineData("0001-01-01T00:00:00+14:00", null)]
    [InlineData("2012-05-02", null)]
    [InlineData("", null)]
    public void A_timestamp_is_read_if_it_is_a_time_of_ISO_8601(string text, string? time)
    {
        MessageContext context = ReaderContext.Empty();

        Reader.Read($$"""{{Head}},"Timestamp":"{{text}}"}""", context);

        Assert.Equal(time is null ? null : DateTimeOffset.Parse(time, null), context.Sns!.Timestamp);
    }

    [Theory]
    [InlineData("no JSON", "secret")]
    [InlineData("white space", " \r\n\t")]
    [InlineData("a string", "\"Notification\"")]
    [InlineData("an array", """[{"Type":"Notification","TopicArn":"t","MessageId":"i","Message":"m"}]""")]
    [InlineData("an empty object", "{}")]
    [InlineData("another object", """{"id":"a"}""")]
    [InlineData("no Type", """{"TopicArn":"t","MessageId":"i","Message":"m"}""")]
    [InlineData("no TopicArn", """{"Type":"Notification","MessageId":"i","Message":"m"}""")]
    [InlineData("no MessageId", """{"Type":"Notification","TopicArn":"t","Message":"m"}""")]
    [InlineData("no Message", """{"Type":"Notification","TopicArn":"t","MessageId":"i"}""")]
    [InlineData("another Type", """{"Type":"Order","TopicArn":"t","MessageId":"i","Message":"m"}""")]
    [InlineData("another case", """{"type":"Notification","topicArn":"t","messageId":"i","message":"m"}""")]
    [InlineData("Type is a number", """{"Type":5,"TopicArn":"t","MessageId":"i","Message":"m"}""")]
    [InlineData("TopicArn is null", """{"Type":"Notification","TopicArn":null,"MessageId":"i","Message":"m"}""")]
    [InlineData("MessageId is a list", """{"Type":"Notification","TopicArn":"t","MessageId":["i"],"Message":"m"}""")]
    [InlineData("Message is a number", """{"Type":"Notification","TopicArn":"t","MessageId":"i","Message":5}""")]
    [InlineData("Message is an object", """{"Type":"Notification","TopicArn":"t","MessageId":"i","Message":{"Message":"m"}}""")]
    [InlineData("the last Message is a number", """{"Type":"Notification","TopicArn":"t","MessageId":"i","Message":"m","Message":5}""")]
    [InlineData("the members are deeper", """{"a":{"Type":"Notification","TopicArn":"t","MessageId":"i","Message":"m"}}""")]
    [InlineData("never closed", """{"Type":"Notification","TopicArn":"t","MessageId":"i","Message":"m" """)]
    [InlineData("two documents", """{"Type":"Notification","TopicArn":"t","MessageId":"i","Message":"m"}{}""")]
    [InlineData("trailing comma", """{"Type":"Notification","TopicArn":"t","MessageId":"i","Message":"m",}""")]
    [InlineData("byte order mark", "\uFEFF{\"Type\":\"Notification\",\"TopicArn\":\"t\",\"MessageId\":\"i\",\"Message\":\"m\"}")]
    [InlineData("half an escaped surrogate pair elsewhere", """{"\ud83d":"\ud83d","Type":"\ud83d","TopicArn":"\ud83d"}""")]
    [InlineData("a confirmation without URL and token", """{"Type":"SubscriptionConfirmation","TopicArn":"t","MessageId":"i","Message":"m"}""")]
    [InlineData("a confirmation whose URL is a number", """{"Type":"SubscriptionConfirmation","TopicArn":"t","SubscribeURL":5}""")]
    [InlineData("a confirmation without topic", """{"Type":"UnsubscribeConfirmation","SubscribeURL":"u","Token":"t"}""")]
    public void Any_other_body_stays_as_it_is(string name, string body)
    {
        Assert.NotEmpty(name);
        MessageContext context = ReaderContext.Empty();

        ReadResult<string> result = Reader.Read(body, context);

        Assert.Equal(ReadResult.Message(body), result);
        Assert.Same(body, result.Message);
        Assert.Null(context.Sns);
    }

    [Fact]
    public void A_body_that_is_no_valid_Unicode_text_stays_as_it_is()
    {
        string body = SnsBody.OfJson("\"\ud83d\"");

        Assert.Equal(ReadResult.Message(body), Reader.Read(body, ReaderContext.Empty()));
    }

    [Fact]
    public void Malformed_JSON_is_described_by_the_inner_reader() => Assert.Equal(
        ReadResult.Unparseable<Note>("The body cannot be read as Note (line 1, byte 69)."),
        MessageReader.Json(NoteJsonContext.Default.Note).FromSns().Read(Head + "]", ReaderContext.Empty()));

    [Theory]
    [InlineData("half a surrogate pair", """ "x":"\ud83d" """)]
    [InlineData("half a surrogate pair in a name", """ "\ud83d":1 """)]
    [InlineData("half a surrogate pair in a name below", """ "x":{"\udc00":["\ud83d"]} """)]
    [InlineData("the token of a confirmation", """ "Token":"secret" """)]
    [InlineData("the same member twice", """ "Message":5,"Message":"m" """)]
    public void What_nobody_reads_does_not_matter(string name, string member)
    {
        Assert.NotEmpty(name);
        Assert.Equal(ReadResult.Message("m"), Reader.Read($"{Head},{member}}}", ReaderContext.Empty()));
        Assert.Equal(ReadResult.Message("m"), Reader.Read($"{{{member},{Head[1..]}}}", ReaderContext.Empty()));
    }

    [Fact]
    public void A_member_that_nobody_reads_may_nest_40000_deep()
    {
        Assert.Equal(ReadResult.Message("m"), Reader.Read($$"""{{Head}},"x":{{Nested.Arrays}}}""", ReaderContext.Empty()));
        Assert.Equal(ReadResult.Message(Nested.Arrays), Reader.Read(Nested.Arrays, ReaderContext.Empty()));
    }

    [Fact]
    public void White_space_before_the_notification_does_not_matter() =>
        Assert.Equal(ReadResult.Message("m"), Reader.Read($" \r\n\t{Head}}} \r\n", ReaderContext.Empty()));

    [Theory]
    [InlineData("TopicArn", """{"Type":"Notification","TopicArn":"secret\ud83d","MessageId":"i","Message":"m"}""")]
    [InlineData("MessageId", """{"Type":"Notification","TopicArn":"t","MessageId":"secret\ud83d","Message":"m"}""")]
    [InlineData("Message", """{"Type":"Notification","TopicArn":"t","MessageId":"i","Message":"secret\ud83d"}""")]
    public void Half_a_surrogate_pair_in_a_member_that_is_read_makes_the_body_unparseable(string member, string body) => Assert.Equal(
        ReadResult.Unparseable<string>($"The {member} of the SNS notification has half a surrogate pair, so it is not valid text."),
        Reader.Read(body, ReaderContext.Empty()));

    [Fact]
    public void No_reader_gets_an_empty_body() => Assert.Equal(
        ReadResult.Unparseable<string>("The Message of the SNS notification is empty."), Reader.Read(SnsBody.Of(""), ReaderContext.Empty()));

    [Theory]
    [InlineData(
        """{"Type":"SubscriptionConfirmation","TopicArn":"secret","SubscribeURL":"secret","Message":"secret","MessageId":"secret"}""",
        "The body is an SNS subscription confirmation. The topic sends nothing to this queue until you open the SubscribeURL of this body, or call ConfirmSubscription with its Token. If you do not want the subscription, delete this message.")]
    [InlineData(
        """{"Token":"secret","TopicArn":"secret","Type":"SubscriptionConfirmation"}""",
        "The body is an SNS subscription confirmation. The topic sends nothing to this queue until you open the SubscribeURL of this body, or call ConfirmSubscription with its Token. If you do not want the subscription, delete this message.")]
    [InlineData(
        """{"Type":"UnsubscribeConfirmation","TopicArn":"secret","Token":"secret"}""",
        "The body says that this queue's subscription to an SNS topic has ended. If that was a mistake, open the SubscribeURL of this body, or call ConfirmSubscription with its Token. Otherwise delete this message.")]
    public void A_confirmation_is_invalid_and_tells_the_operator_what_to_do(string body, string reason)
    {
        MessageContext context = ReaderContext.Empty();

        Assert.Equal(ReadResult.Invalid<string>(reason), Reader.Read(body, context));
        Assert.Null(context.Sns);
    }

    [Fact]
    public void A_message_of_1_MiB_is_unwrapped()
    {
        string message = new('ä', 1024 * 1024);

        Assert.Equal(ReadResult.Message(message), Reader.Read(SnsBody.OfJson($"\"{message}\""), ReaderContext.Empty()));
    }

    [Fact]
    public void A_body_of_1_MiB_that_stays_as_it_is_costs_no_memory()
    {
        string body = $$"""{"id":"a","text":"{{new string('x', 1024 * 1024)}}"}""";
        MessageContext context = ReaderContext.Empty();

        Assert.InRange(Allocations.LeastOf(() => Reader.Read(body, context)), 0, 1_000);
    }

    [Fact]
    public void A_notification_within_a_notification_can_be_unwrapped_twice()
    {
        MessageContext context = ReaderContext.Empty();

        Assert.Equal(ReadResult.Message("m"), Reader.FromSns().Read(SnsBody.Of(Head + "}"), context));
        Assert.Equal("t", context.Sns!.TopicArn);
        Assert.Equal(ReadResult.Message("m"), Reader.FromSns().Read(Head + "}", ReaderContext.Empty()));
    }

    [Fact]
    public void One_reader_reads_many_bodies_at_once() => Parallel.For(0, 1_000, static i =>
    {
        MessageContext context = ReaderContext.Empty();
        string attributes = $$$"""{"n":{"Type":"Number","Value":"{{{i}}}"}}""";

        Assert.Equal(ReadResult.Message($"message {i}"), Reader.Read(SnsBody.Of($"message {i}", attributes), context));
        Assert.Equal($"{i}", context.Sns!.MessageAttributes["n"]);
    });

    [Fact]
    public void Arguments_must_not_be_null()
    {
        Assert.Throws<ArgumentNullException>(static () => Reader.Read(null!, ReaderContext.Empty()));
        Assert.Throws<ArgumentNullException>(static () => Reader.Read("a", null!));
    }
}
