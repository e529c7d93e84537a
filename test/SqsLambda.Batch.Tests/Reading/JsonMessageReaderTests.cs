using System.Text.Json;
using System.Text.Json.Serialization;
using SqsLambda.Batch.Reading;

namespace SqsLambda.Batch.Tests.Reading;

/// <summary>JSON bodies, good and bad, and message types that cannot be deserialized.</summary>
public sealed partial class JsonMessageReaderTests
{
    private static readonly MessageReader<Note> Reader = MessageReader.Json(NoteJsonContext.Default.Note);

    [Fact]
    public void A_body_becomes_a_message() =>
        Assert.Equal(ReadResult.Message(new Note { Id = "a", Text = "secret" }), Reader.Read(Notes.Body("a"), ReaderContext.Empty()));

    [Theory]
    [InlineData("JSON null", "null", "The body is JSON null instead of Note.")]
    [InlineData("not JSON", "secret", "The body cannot be read as Note (line 1, byte 1).")]
    [InlineData("byte order mark", "\uFEFF{\"id\":\"a\"}", "The body cannot be read as Note (line 1, byte 1).")]
    [InlineData("white space alone", " \n", "The body cannot be read as Note (line 2, byte 1).")]
    [InlineData("two documents", """{"id":"a"}{"id":"b"}""", "The body cannot be read as Note (line 1, byte 11).")]
    [InlineData("trailing comma", """{"id":"a",}""", "The body cannot be read as Note (line 1, byte 11).")]
    [InlineData("half JSON", "{\"id\":\"secret", "The body cannot be read as Note: id missing or of the wrong kind (line 1, byte 14).")]
    [InlineData("second line", "{\"id\":\"a\",\n\"text\":secret}", "The body cannot be read as Note: text missing or of the wrong kind (line 2, byte 8).")]
    [InlineData("another kind", "[1]", "The body cannot be read as Note (line 1, byte 2).")]
    [InlineData("another shape", """{"other":"secret"}""", "The body cannot be read as Note: id missing or of the wrong kind (line 1, byte 19).")]
    [InlineData("null field", """{"id":null}""", "The body cannot be read as Note: id missing or of the wrong kind (line 1, byte 11).")]
    [InlineData("wrong kind", """{"id":"a","text":{"secret":1}}""", "The body cannot be read as Note: text missing or of the wrong kind (line 1, byte 19).")]
    [InlineData("half an escaped surrogate pair", """{"id":"\ud83d"}""", "The body cannot be read as Note: id missing or of the wrong kind (line 1, byte 15).")]
    public void A_bad_body_is_unparseable_and_never_quoted(string name, string body, string reason)
    {
        Assert.NotEmpty(name);
        Assert.Equal(ReadResult.Unparseable<Note>(reason), Reader.Read(body, ReaderContext.Empty()));
    }

    [Fact]
    public void A_body_that_is_no_valid_Unicode_text_is_unparseable() => Assert.Equal(
        ReadResult.Unparseable<Note>("The body cannot be read as Note: it is not valid Unicode text."),
        Reader.Read("{\"id\":\"\ud83d\"}", ReaderContext.Empty()));

    [Fact]
    public void Half_an_escaped_surrogate_pair_in_an_unknown_field_does_not_matter() => Assert.Equal(
        ReadResult.Message(new Note { Id = "a" }), Reader.Read("""{"id":"a","other":"\ud83d"}""", ReaderContext.Empty()));

    [Theory]
    [InlineData('x')]
    [InlineData(' ')]
    [InlineData('[')]
    [InlineData('\ud83d')]
    public void A_body_of_1_MiB_that_is_no_message_has_a_short_reason(char filling)
    {
        ReadResult<Note> result = Reader.Read(new(filling, 1024 * 1024), ReaderContext.Empty());

        Assert.Equal(ReadResultKind.Unparseable, result.Kind);
        Assert.InRange(result.Reason!.Length, 1, 100);
    }

    [Fact]
    public void A_body_of_1_MiB_is_read()
    {
        string text = new('x', 1024 * 1024);

        Assert.Equal(
            ReadResult.Message(new Note { Id = "a", Text = text }), Reader.Read($$"""{"id":"a","text":"{{text}}"}""", ReaderContext.Empty()));
    }

    [Fact]
    public void An_unknown_field_may_nest_40000_deep_if_the_options_allow_it()
    {
        var options = new JsonSerializerOptions(NoteJsonContext.Default.Options) { MaxDepth = 100_000 };
        MessageReader<Note> reader = MessageReader.Json(new NoteJsonContext(options).Note);

        Assert.Equal(ReadResult.Message(new Note { Id = "a" }), reader.Read($$"""{"id":"a","other":{{Nested.Arrays}}}""", ReaderContext.Empty()));
        Assert.Equal(ReadResultKind.Unparseable, Reader.Read($$"""{"id":"a","other":{{Nested.Arrays}}}""", ReaderContext.Empty()).Kind);
    }

    [Fact]
    public void A_converter_reports_a_bad_body_with_a_JsonException() => Assert.Equal(
        ReadResult.Unparseable<Odd>("The body cannot be read as Odd (line 1, byte 7)."),
        MessageReader.Json(BrokenJsonContext.Default.Odd).Read("\"json\"", ReaderContext.Empty()));

    [Fact]
    public void A_JsonException_without_a_position_is_reported_without_one() => Assert.Equal(
        ReadResult.Unparseable<Odd>("The body cannot be read as Odd."),
        MessageReader.Json(BrokenJsonContext.Default.Odd).Read("\"path\"", ReaderContext.Empty()));

    [Theory]
    [InlineData("format", "FormatException")]
    [InlineData("framework", "FormatException")]
    [InlineData("support", "NotSupportedException")]
    [InlineData("nested", "InvalidOperationException")]
    [InlineData("permanent", "PermanentFailureException")]
    public void A_converter_that_throws_anything_else_is_named_and_the_message_is_kept(string body, string exception)
    {
        var failure = Assert.Throws<InvalidOperationException>(
            () => MessageReader.Json(BrokenJsonContext.Default.Odd).Read($"\"{body}\"", ReaderContext.Empty()));

        Assert.Equal(
            $"Odd cannot be deserialized: {exception} in SqsLambda.Batch.Tests.Reading.JsonMessageReaderTests+OddConverter.Read. "
            + "Correct Odd or its converter. The message is kept.",
            failure.Message);
        Assert.Null(failure.InnerException);
        Assert.Empty(failure.Data);
    }

    [Fact]
    public void A_constructor_that_throws_is_named()
    {
        var failure = Assert.Throws<InvalidOperationException>(
            static () => MessageReader.Json(BrokenJsonContext.Default.Strict).Read("""{"Amount":-1}""", ReaderContext.Empty()));

        Assert.Equal(
            "Strict cannot be deserialized: ArgumentOutOfRangeException in SqsLambda.Batch.Tests.Reading.JsonMessageReaderTests+Strict..ctor. "
            + "Correct Strict or its converter. The message is kept.",
            failure.Message);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"secret":1}""")]
    public void A_type_that_cannot_be_deserialized_is_named_with_the_converter_that_found_out(string body)
    {
        var failure = Assert.Throws<InvalidOperationException>(
            () => MessageReader.Json(BrokenJsonContext.Default.Abstract).Read(body, ReaderContext.Empty()));

        Assert.StartsWith(
            "Abstract cannot be deserialized: NotSupportedException in System.Text.Json.Serialization.Converters.Object", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith(". Correct Abstract or its converter. The message is kept.", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_type_that_cannot_be_deserialized_is_a_fault_even_where_a_dictionary_key_of_the_body_leads_to_it()
    {
        var failure = Assert.Throws<InvalidOperationException>(static () =>
            MessageReader.Json(BrokenJsonContext.Default.DictionaryStringAbstract).Read("""{"secret":{}}""", ReaderContext.Empty()));

        Assert.DoesNotContain("secret", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("7", 7, null)]
    [InlineData("null", 0, "The body cannot be read as Int32 (line 1, byte 5).")]
    public void A_message_may_be_a_value(string body, int value, string? reason) => Assert.Equal(
        reason is null ? ReadResult.Message(value) : ReadResult.Unparseable<int>(reason),
        MessageReader.Json(BrokenJsonContext.Default.Int32).Read(body, ReaderContext.Empty()));

    [Fact]
    public void Reading_allocates_nothing_but_the_message()
    {
        MessageReader<int> reader = MessageReader.Json(BrokenJsonContext.Default.Int32);
        MessageContext context = ReaderContext.Empty();

        Assert.Equal(0, Allocations.LeastOf(() => reader.Read("7", context)));
    }

    [Fact]
    public void Arguments_must_not_be_null()
    {
        Assert.Throws<ArgumentNullException>(static () => MessageReader.Json<Note>(null!));
        Assert.Throws<ArgumentNullException>(static () => Reader.Read(null!, ReaderContext.Empty()));
        Assert.Throws<ArgumentNullException>(static () => Reader.Read("{}", null!));
    }

    [JsonConverter(typeof(OddConverter))]
    internal sealed record Odd;

    internal sealed class OddConverter : JsonConverter<Odd>
    {
        public override Odd Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            switch (reader.GetString())
            {
                case "json":
                    throw new JsonException("secret");
                case "path":
                    throw new JsonException("secret", "$.secret", null, null);
                case "format":
                    throw new FormatException("secret");
                case "framework":
                    int.Parse("secret");
                    break;
                case "support":
                    throw new NotSupportedException("secret");
                case "nested":
                    throw new InvalidOperationException("secret", new FormatException("secret"));
                case "permanent":
                    throw new PermanentFailureException("secret");
            }

            return new();
        }

        public override void Write(Utf8JsonWriter writer, Odd value, JsonSerializerOptions options) => throw new NotSupportedException();
    }

    internal sealed record Strict
    {
        [JsonConstructor]
        public Strict(int amount)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(amount);
            Amount = amount;
        }

        public int Amount { get; }
    }

    internal abstract record Abstract;

    [JsonSourceGenerationOptions(RespectRequiredConstructorParameters = true)]
    [JsonSerializable(typeof(int))]
    [JsonSerializable(typeof(Odd))]
    [JsonSerializable(typeof(Strict))]
    [JsonSerializable(typeof(Abstract))]
    [JsonSerializable(typeof(Dictionary<string, Abstract>))]
    internal sealed partial class BrokenJsonContext : JsonSerializerContext;
}
