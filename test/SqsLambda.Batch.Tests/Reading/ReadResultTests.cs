using SqsLambda.Batch.Reading;

namespace SqsLambda.Batch.Tests.Reading;

/// <summary>The values that a reader returns.</summary>
public sealed class ReadResultTests
{
    [Fact]
    public void A_message_is_a_message_without_a_reason()
    {
        ReadResult<string> result = ReadResult.Message("secret");

        Assert.Equal((ReadResultKind.Message, true, "secret", null), (result.Kind, result.IsMessage, result.Message, result.Reason));
    }

    [Fact]
    public void Any_other_result_has_its_kind_and_a_reason_but_no_message()
    {
        foreach ((ReadResult<string> result, ReadResultKind kind) in new[]
        {
            (ReadResult.Unparseable<string>("Why."), ReadResultKind.Unparseable),
            (ReadResult.Invalid<string>("Why."), ReadResultKind.Invalid),
            (ReadResult.Discarded<string>("Why."), ReadResultKind.Discarded),
        })
        {
            Assert.Equal((kind, false, null, "Why."), (result.Kind, result.IsMessage, result.Message, result.Reason));
            Assert.Equal($"{kind}: Why.", result.ToString());
        }
    }

    [Fact]
    public void A_result_does_not_print_its_message() => Assert.Equal("Message", ReadResult.Message("secret").ToString());

    [Fact]
    public void The_default_value_is_refused_when_it_is_used()
    {
        ReadResult<string> none = default;

        Assert.Throws<InvalidOperationException>(() => none.Kind);
        Assert.Throws<InvalidOperationException>(() => none.IsMessage);
        Assert.Equal("", none.ToString());
    }

    [Fact]
    public void A_message_must_not_be_null() => Assert.Throws<ArgumentNullException>(static () => ReadResult.Message<string>(null!));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \n")]
    public void A_reason_must_not_be_blank(string? reason)
    {
        Assert.ThrowsAny<ArgumentException>(() => ReadResult.Unparseable<string>(reason!));
        Assert.ThrowsAny<ArgumentException>(() => ReadResult.Invalid<string>(reason!));
        Assert.ThrowsAny<ArgumentException>(() => ReadResult.Discarded<string>(reason!));
    }
}
