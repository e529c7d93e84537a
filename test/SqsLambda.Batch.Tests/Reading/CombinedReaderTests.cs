using SqsLambda.Batch.Failures;
using SqsLambda.Batch.Reading;

namespace SqsLambda.Batch.Tests.Reading;

/// <summary>Text bodies, validation, and discarding.</summary>
public sealed class CombinedReaderTests
{
    [Theory]
    [InlineData("secret")]
    [InlineData(" ")]
    [InlineData("\uFEFF{")]
    public void A_text_is_the_body_as_it_is(string body)
    {
        ReadResult<string> result = MessageReader.Text().Read(body, ReaderContext.Empty());

        Assert.Equal(ReadResult.Message(body), result);
        Assert.Same(body, result.Message);
    }

    [Theory]
    [InlineData("good", null)]
    [InlineData("bad", "The text is bad: allowed is good.")]
    public void Validation_passes_good_messages_and_makes_bad_ones_invalid(string body, string? reason)
    {
        MessageReader<string> reader = MessageReader.Text().Validated(static text => text == "bad" ? "The text is bad: allowed is good." : null);

        Assert.Equal(reason is null ? ReadResult.Message(body) : ReadResult.Invalid<string>(reason), reader.Read(body, ReaderContext.Empty()));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void A_validation_that_gives_a_blank_reason_makes_the_message_invalid(string reason) => Assert.Equal(
        ReadResult.Invalid<string>("The String is not valid."), MessageReader.Text().Validated(_ => reason).Read("a", ReaderContext.Empty()));

    [Theory]
    [InlineData("skip", true)]
    [InlineData("keep", false)]
    public void Messages_that_meet_the_condition_are_discarded(string body, bool isDiscarded)
    {
        MessageReader<string> reader = MessageReader.Text().DiscardWhen(static text => text == "skip", "It is a test.");

        Assert.Equal(
            isDiscarded ? ReadResult.Discarded<string>("It is a test.") : ReadResult.Message(body), reader.Read(body, ReaderContext.Empty()));
    }

    [Fact]
    public void Validation_and_discarding_see_messages_alone()
    {
        foreach (ReadResult<string> result in new[]
        {
            ReadResult.Unparseable<string>("Why."),
            ReadResult.Invalid<string>("Why."),
            ReadResult.Discarded<string>("Why."),
        })
        {
            var reader = new Fixed(result);

            Assert.Equal(result, reader.Validated(static _ => throw new InvalidOperationException()).Read("a", ReaderContext.Empty()));
            Assert.Equal(result, reader.DiscardWhen(static _ => throw new InvalidOperationException(), "Never.").Read("a", ReaderContext.Empty()));
        }
    }

    [Fact]
    public void What_validations_and_conditions_throw_is_passed_on()
    {
        var exception = new DependencyUnavailableException("It is down.");

        Assert.Same(exception, Assert.Throws<DependencyUnavailableException>(
            () => MessageReader.Text().Validated(_ => throw exception).Read("a", ReaderContext.Empty())));
        Assert.Same(exception, Assert.Throws<DependencyUnavailableException>(
            () => MessageReader.Text().DiscardWhen(_ => throw exception, "Never.").Read("a", ReaderContext.Empty())));
    }

    [Fact]
    public void The_call_that_comes_last_sees_the_message_last()
    {
        MessageReader<string> discardedFirst = MessageReader.Text().DiscardWhen(static _ => true, "It is a test.").Validated(static _ => "It is bad.");
        MessageReader<string> validatedFirst = MessageReader.Text().Validated(static _ => "It is bad.").DiscardWhen(static _ => true, "It is a test.");

        Assert.Equal(ReadResult.Discarded<string>("It is a test."), discardedFirst.Read("a", ReaderContext.Empty()));
        Assert.Equal(ReadResult.Invalid<string>("It is bad."), validatedFirst.Read("a", ReaderContext.Empty()));
    }

    [Fact]
    public void The_result_of_a_reader_that_returns_none_is_refused()
    {
        var reader = new Fixed(default);

        Assert.Throws<InvalidOperationException>(() => reader.Validated(static _ => null).Read("a", ReaderContext.Empty()));
        Assert.Throws<InvalidOperationException>(() => reader.DiscardWhen(static _ => false, "Never.").Read("a", ReaderContext.Empty()));
    }

    [Fact]
    public void Arguments_must_not_be_null_or_blank()
    {
        MessageReader<string> text = MessageReader.Text();

        Assert.Throws<ArgumentNullException>(() => text.Read(null!, ReaderContext.Empty()));
        Assert.Throws<ArgumentNullException>(() => text.Read("a", null!));
        Assert.Throws<ArgumentNullException>(() => text.Validated(null!));
        Assert.Throws<ArgumentNullException>(() => text.DiscardWhen(null!, "Why."));
        Assert.Throws<ArgumentNullException>(() => text.DiscardWhen(static _ => true, null!));
        Assert.Throws<ArgumentException>(() => text.DiscardWhen(static _ => true, " "));
    }

    private sealed class Fixed(ReadResult<string> result) : MessageReader<string>
    {
        public override ReadResult<string> Read(string body, MessageContext context) => result;
    }
}
