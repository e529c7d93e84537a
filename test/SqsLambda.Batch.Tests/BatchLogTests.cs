namespace SqsLambda.Batch.Tests;

/// <summary>What an operator finds in the log, and what never gets there.</summary>
public sealed class BatchLogTests
{
    private readonly Harness _harness = new();

    [Fact]
    public async Task A_failed_message_is_logged_once_with_its_id_receive_count_and_reason_as_arguments()
    {
        var failure = new InvalidOperationException("It broke.");
        _harness.Handler.On("a", () => Task.FromException(failure));

        await _harness.ReturnedAsync(Notes.Of("a", "b").ReceivedTimes(4, 1));

        RecordingLogger.LogEntry entry = Assert.Single(_harness.Logger.Records);
        Assert.Equal("Error", entry.Level);
        Assert.Equal("Message {messageId} {outcome} (receive count {receiveCount}): {reason}", entry.Template);
        Assert.Equal(["m0", "failed", 4, "InvalidOperationException: It broke."], entry.Args);
    }

    [Fact]
    public async Task A_body_an_attribute_or_a_receipt_handle_is_never_logged_however_the_message_fails()
    {
        var harness = new Harness { Key = static (note, _) => note.Id == "no key" ? "" : note.Id, PayloadOf = static note => note.Text };
        harness.Handler.Fails("fails").On("for good", static () => throw new PermanentFailureException("Closed."));
        harness.Handler.Validation = static note => note.Id == "invalid" ? "id is not allowed." : null;
        TestSqsEvent batch = TestSqsEvent.Of(
            Notes.Body("fails"),
            Notes.Body("for good"),
            Notes.Body("invalid"),
            Notes.Body("no key"),
            "secret",
            """{"id":"x","text":{"secret":"secret"}}""",
            """{"id":"same","text":"secret 1"}""",
            """{"id":"same","text":"secret 2"}""",
            new string('s', 1024 * 1024) + "secret").WithAttribute("x", "secret attribute");
        batch = Enumerable.Range(0, batch.Count).Aggregate(batch, static (all, index) => all.With(index, static record => record.ReceiptHandle = "secret handle"));

        Assert.Equal(["m0", "m1", "m2", "m3", "m4", "m5", "m7", "m8"], await harness.ReturnedAsync(batch));

        Assert.Equal(8, harness.Logger.Records.Count);
        Assert.DoesNotContain("secret", harness.Logger.Everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_reason_is_cut()
    {
        _harness.Handler.On("a", static () => throw new PermanentFailureException(new string('x', 1024 * 1024)));

        await _harness.ReturnedAsync(Notes.Of("a"));

        Assert.InRange(Assert.Single(_harness.Logger.Entries).Length, 1_000, 1_200);
    }

    [Fact]
    public async Task Text_in_braces_is_no_placeholder()
    {
        _harness.Handler.On("a", static () => throw new PermanentFailureException("{messageId} {0}"));

        await _harness.ReturnedAsync(Notes.Of("a"));

        Assert.Equal(["Error: Message m0 failed permanently (receive count 1): {messageId} {0}"], _harness.Logger.Entries);
    }

    /// <summary>Lambda's text format writes the exception below the message, as it describes itself.</summary>
    [Theory]
    [InlineData("its message")]
    [InlineData("a message that is indented")]
    [InlineData("an inner one")]
    [InlineData("another inner one")]
    [InlineData("its description")]
    [InlineData("its description on a terminal")]
    public async Task An_exception_cannot_forge_a_log_line_by(string what)
    {
        Exception exception = what switch
        {
            "its message" => new InvalidOperationException("one\nError: Message m9 forged", new FormatException("two\rforged")),
            "a message that is indented" => new InvalidOperationException("one\n  Error: Message m9 forged"),
            "an inner one" => new InvalidOperationException("one", new FormatException("two\u2028Error: Message m9 forged")),
            "another inner one" => new AggregateException(
                new InvalidOperationException("one"), new InvalidOperationException("two", new FormatException("x\nError: Message m9 forged"))),
            "its description" => new SelfDescribingException("x\nError: Message m9 forged"),
            _ => new SelfDescribingException("x\u001b[1AError: Message m9 forged"),
        };
        _harness.Handler.On("a", () => Task.FromException(exception));

        await _harness.ReturnedAsync(Notes.Of("a"));

        Assert.DoesNotContain(
            _harness.Logger.Everything.Split('\n', '\r', '\u2028', '\u001b'), line => line.Contains("m9", StringComparison.Ordinal) && !line.StartsWith("Error: Message m0", StringComparison.Ordinal));
        Assert.StartsWith("Error: Message m0 failed (receive count 1): ", _harness.Logger.Entries[0], StringComparison.Ordinal);
    }

    /// <summary>What follows such a character looks like a line of a stack trace, so that only the character gives it away.</summary>
    [Theory]
    [InlineData('\r')]
    [InlineData('\f')]
    [InlineData('\v')]
    [InlineData('\u0085')]
    [InlineData('\u2028')]
    [InlineData('\u2029')]
    public async Task An_exception_brings_no_line_break_of_another_kind_into_the_log(char character)
    {
        _harness.Handler.On("a", () => Task.FromException(new InvalidOperationException($"It broke.{character}   at m9")));

        await _harness.ReturnedAsync(Notes.Of("a"));

        Assert.DoesNotContain(character, _harness.Logger.Everything);
    }

    [Fact]
    public async Task An_exception_with_inner_ones_and_calls_is_logged_as_it_is()
    {
        _harness.Handler.On("a", static async () =>
        {
            try
            {
                await Task.WhenAll(ThrowAsync("one"), ThrowAsync("two"));
            }
            catch (FormatException inner)
            {
                throw new AggregateException("It broke.", inner, new InvalidOperationException("three", new FormatException("four")));
            }
        });

        await _harness.ReturnedAsync(Notes.Of("a"));

        Assert.IsType<AggregateException>(Assert.Single(_harness.Logger.Records).Exception);

        static async Task ThrowAsync(string text)
        {
            await Task.Yield();
            throw new FormatException(text);
        }
    }

    [Fact]
    public async Task What_the_store_or_the_observer_says_cannot_forge_a_log_line()
    {
        var harness = new Harness { Observer = new ForgingObserver() };
        harness.Store.OnClaim = static () => throw new TimeoutException("one\nforged");

        await harness.ReturnedAsync(Notes.Of("a").With(0, static record => record.MessageId = "m\nforged"));

        Assert.All(harness.Logger.Entries, static entry => Assert.DoesNotContain('\n', entry));
    }

    [Theory]
    [InlineData("a message id", "m\u0000\u001b[2J\u0085m", "m  [2J m")]
    [InlineData("text that is no control character", "mü✓😀", "mü✓😀")]
    public async Task Only_control_characters_are_replaced(string name, string messageId, string written)
    {
        Assert.NotEmpty(name);
        _harness.Handler.Fails("a");

        Assert.Equal([messageId], await _harness.ReturnedAsync(Notes.Of("a").With(0, record => record.MessageId = messageId)));
        Assert.Equal(written, Assert.Single(_harness.Logger.Records).Args[0]);
    }

    private sealed class SelfDescribingException(string description) : Exception("It broke.")
    {
        public override string ToString() => description;
    }

    private sealed class ForgingObserver : SilentObserver
    {
        public override void OnOutcome(MessageContext context, MessageOutcome outcome) => throw new InvalidOperationException("two\r\nforged");
    }
}
