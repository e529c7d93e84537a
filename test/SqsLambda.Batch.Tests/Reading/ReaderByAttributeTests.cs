using SqsLambda.Batch.Reading;

namespace SqsLambda.Batch.Tests.Reading;

/// <summary>Several types of messages on one queue.</summary>
public sealed class ReaderByAttributeTests
{
    private const string Missing = "The message attribute 'type' is missing. Allowed values: 'note', 'text'.";
    private const string Unknown = "The message attribute 'type' has a value that is not allowed. Allowed values: 'note', 'text'.";

    private static readonly MessageReaderByAttribute<object> Reader = MessageReader.ByAttribute<object>("type")
        .When("note", MessageReader.Json(NoteJsonContext.Default.Note))
        .When("text", MessageReader.Text());

    [Fact]
    public void The_value_of_the_attribute_chooses_the_reader()
    {
        Assert.Equal(
            ReadResult.Message<object>(new Note { Id = "a", Text = "secret" }), Reader.Read(Notes.Body("a"), ReaderContext.With("type", "note")));
        Assert.Equal(ReadResult.Message<object>("secret"), Reader.Read("secret", ReaderContext.With("type", "text")));
    }

    [Fact]
    public void A_result_that_is_no_message_is_passed_on()
    {
        MessageReaderByAttribute<object> reader = MessageReader.ByAttribute<object>("type")
            .When("null", MessageReader.Json(NoteJsonContext.Default.Note))
            .When("bad", MessageReader.Text().Validated(static _ => "It is bad."))
            .When("skip", MessageReader.Text().DiscardWhen(static _ => true, "It is a test."));

        Assert.Equal(
            ReadResult.Unparseable<object>("The body is JSON null instead of Note."), reader.Read("null", ReaderContext.With("type", "null")));
        Assert.Equal(ReadResult.Invalid<object>("It is bad."), reader.Read("a", ReaderContext.With("type", "bad")));
        Assert.Equal(ReadResult.Discarded<object>("It is a test."), reader.Read("a", ReaderContext.With("type", "skip")));
    }

    [Theory]
    [InlineData("no attribute of this name", "other", "note", Missing)]
    [InlineData("another case of the name", "Type", "note", Missing)]
    [InlineData("an attribute without text", "type", null, Missing)]
    [InlineData("another value", "type", "secret", Unknown)]
    [InlineData("another case of the value", "type", "Note", Unknown)]
    [InlineData("white space", "type", "note ", Unknown)]
    [InlineData("an empty value", "type", "", Unknown)]
    public void Any_other_message_is_unparseable_or_discarded_and_its_value_is_never_quoted(string name, string attribute, string? value, string reason)
    {
        Assert.NotEmpty(name);
        Assert.Equal(ReadResult.Unparseable<object>(reason), Reader.Read("a", ReaderContext.With(attribute, value)));
        Assert.Equal(ReadResult.Discarded<object>(reason), Reader.DiscardOthers().Read("a", ReaderContext.With(attribute, value)));
    }

    [Fact]
    public void Messages_without_attributes_or_with_one_that_is_null_lack_the_attribute()
    {
        TestSqsEvent none = Notes.Of("a").With(0, static record => record.MessageAttributes = null);
        TestSqsEvent nothing = Notes.Of("a").With(0, static record => record.MessageAttributes["type"] = null!);

        Assert.Equal(ReadResult.Unparseable<object>(Missing), Reader.Read("a", none.ContextOf()));
        Assert.Equal(ReadResult.Unparseable<object>(Missing), Reader.Read("a", nothing.ContextOf()));
    }

    [Fact]
    public void The_attribute_of_an_SNS_notification_counts_where_SQS_has_none()
    {
        string body = SnsBody.Of("secret", """{"type":{"Type":"String","Value":"text"}}""");

        Assert.Equal(ReadResult.Message<object>("secret"), Reader.FromSns().Read(body, ReaderContext.Empty()));
        Assert.Equal(ReadResult.Message<object>("secret"), Reader.FromSns().Read(body, ReaderContext.With("type", null)));
        Assert.Equal(ReadResult.Unparseable<object>(Unknown), Reader.FromSns().Read(body, ReaderContext.With("type", "secret")));
        Assert.Equal(
            ReadResult.Unparseable<object>(Missing),
            Reader.FromSns().Read(SnsBody.Of("secret", """{"other":{"Type":"String","Value":"text"}}"""), ReaderContext.Empty()));
    }

    [Fact]
    public void A_reader_may_also_be_chosen_before_the_notification_is_unwrapped()
    {
        MessageReaderByAttribute<string> reader = MessageReader.ByAttribute<string>("type").When("sns", MessageReader.Text().FromSns());

        Assert.Equal(ReadResult.Message("secret"), reader.Read(SnsBody.Of("secret"), ReaderContext.With("type", "sns")));
    }

    [Fact]
    public void A_choice_changes_no_other_reader()
    {
        MessageReaderByAttribute<object> first = MessageReader.ByAttribute<object>("type").When("a", MessageReader.Text());
        MessageReaderByAttribute<object> second = first.When("b", MessageReader.Text());
        MessageReaderByAttribute<object> third = second.DiscardOthers();

        Assert.Equal(ReadResultKind.Unparseable, first.Read("x", ReaderContext.With("type", "b")).Kind);
        Assert.Equal(ReadResultKind.Message, second.Read("x", ReaderContext.With("type", "b")).Kind);
        Assert.Equal(ReadResultKind.Unparseable, second.Read("x", ReaderContext.With("type", "c")).Kind);
        Assert.Equal(ReadResultKind.Discarded, third.Read("x", ReaderContext.With("type", "c")).Kind);
        Assert.Equal(ReadResultKind.Discarded, third.When("c", MessageReader.Text()).Read("x", ReaderContext.With("type", "d")).Kind);
    }

    [Fact]
    public void Without_any_choice_messages_are_kept()
    {
        MessageReaderByAttribute<string> reader = MessageReader.ByAttribute<string>("type");

        foreach (MessageReader<string> each in new[] { reader, reader.DiscardOthers() })
        {
            var failure = Assert.Throws<InvalidOperationException>(() => each.Read("a", ReaderContext.With("type", "secret")));
            Assert.Equal("No value of the message attribute 'type' has a reader: call When. The message is kept.", failure.Message);
        }
    }

    [Fact]
    public void Arguments_must_be_there_and_values_must_differ()
    {
        Assert.Throws<ArgumentNullException>(static () => MessageReader.ByAttribute<object>(null!));
        Assert.Throws<ArgumentException>(static () => MessageReader.ByAttribute<object>(""));
        Assert.Throws<ArgumentException>(static () => MessageReader.ByAttribute<object>(" "));
        Assert.Throws<ArgumentNullException>(static () => Reader.When(null!, MessageReader.Text()));
        Assert.Throws<ArgumentException>(static () => Reader.When(" ", MessageReader.Text()));
        Assert.Throws<ArgumentNullException>(static () => Reader.When<string>("other", null!));
        Assert.Throws<ArgumentNullException>(static () => Reader.Read(null!, ReaderContext.Empty()));
        Assert.Throws<ArgumentNullException>(static () => Reader.Read("a", null!));
        var twice = Assert.Throws<ArgumentException>(static () => Reader.When("text", MessageReader.Text()));
        Assert.Equal("The value 'text' of the message attribute 'type' has a reader already. (Parameter 'value')", twice.Message);
    }
}
