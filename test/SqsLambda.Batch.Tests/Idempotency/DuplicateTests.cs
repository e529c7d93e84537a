using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Batch.Tests.Idempotency;

/// <summary>One key, one effect.</summary>
public sealed class DuplicateTests
{
    private readonly Harness _harness = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Two_records_with_one_message_id_run_once(bool isIdempotent)
    {
        var harness = new Harness { IsIdempotent = isIdempotent };

        Assert.Empty(await harness.ReturnedAsync(Notes.Of("a", "a").With(1, static record => record.MessageId = "m0")));
        Assert.Equal(["a"], harness.Handler.Effects);
    }

    [Fact]
    public async Task Two_records_with_one_message_id_that_fail_are_listed_and_logged_once()
    {
        _harness.Handler.Fails("a");

        Assert.Equal(["m0"], await _harness.ReturnedAsync(Notes.Of("a", "a").With(1, static record => record.MessageId = "m0")));
        Assert.Single(_harness.Logger.Entries);
    }

    [Fact]
    public async Task Records_with_one_key_run_once_and_share_the_success()
    {
        Assert.Empty(await _harness.ReturnedAsync(Notes.Of("a", "b", "a", "a")));
        Assert.Equal(["a", "b"], _harness.Handler.Effects);
        Assert.Equal([2], _harness.Store.Claims);
    }

    [Fact]
    public async Task Records_with_one_key_share_the_failure()
    {
        _harness.Handler.Fails("a");

        Assert.Equal(["m0", "m2"], await _harness.ReturnedAsync(Notes.Of("a", "b", "a")));
        Assert.Equal(["a", "b"], _harness.Handler.Called);
    }

    [Fact]
    public async Task Records_without_message_id_are_not_taken_for_one()
    {
        var harness = new Harness { IsIdempotent = false };

        Assert.Empty(await harness.ReturnedAsync(
            Notes.Of("a", "b").With(0, static record => record.MessageId = null).With(1, static record => record.MessageId = "")));
        Assert.Equal(["a", "b"], harness.Handler.Effects);
    }

    [Fact]
    public async Task A_message_that_was_done_before_is_acknowledged_as_a_duplicate()
    {
        await _harness.ReturnedAsync(Notes.Of("a"));

        Assert.Empty(await _harness.ReturnedAsync(Notes.Of("a", "b")));
        Assert.Equal(["a", "b"], _harness.Handler.Effects);
        Assert.Empty(_harness.Logger.Entries);
    }

    [Fact]
    public async Task A_message_in_progress_elsewhere_is_returned_and_is_no_error()
    {
        var gate = new TaskCompletionSource();
        _harness.Handler.On("a", () => gate.Task);
        Task<string[]> first = _harness.ReturnedAsync(Notes.Of("a"));

        Assert.Equal(["m0"], await _harness.ReturnedAsync(Notes.Of("a", "b")));
        Assert.Equal(
            ["Information: Message m0 is in progress in another invocation (receive count 1): The lease of that invocation ends at 2026-01-01T00:00:30.0000000+00:00."],
            _harness.Logger.Entries);

        gate.SetResult();
        Assert.Empty(await first);
        Assert.Equal(["b", "a"], _harness.Handler.Effects);
    }

    [Fact]
    public async Task A_lease_that_has_ended_is_taken_over_and_the_late_run_changes_nothing()
    {
        var late = new TaskCompletionSource();
        _harness.Handler.On("a", () => late.Task);
        Task<string[]> first = _harness.ReturnedAsync(Notes.Of("a"));
        _harness.Time.Advance(Harness.Given);
        Assert.Equal(["m0"], await first);

        _harness.Handler.Succeeds("a");
        Assert.Empty(await _harness.ReturnedAsync(Notes.Of("a")));
        late.SetException(new InvalidOperationException("Too late."));
        await _harness.Logger.FirstAsync(static entry => entry.Text.Contains("lost its lease", StringComparison.Ordinal));

        Assert.Empty(await _harness.ReturnedAsync(Notes.Of("a")));
        Assert.Equal(["a"], _harness.Handler.Effects);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData(null)]
    public async Task A_message_without_a_key_is_a_permanent_failure_and_shares_no_record(string? key)
    {
        var harness = new Harness { Key = (note, _) => note.Id == "a" ? key : note.Id };

        Assert.Equal(["m0", "m2"], await harness.ReturnedAsync(Notes.Of("a", "b", "a")));
        Assert.Equal("Error: Message m0 failed permanently (receive count 1): The message has no idempotency key.", harness.Logger.Entries[0]);
        Assert.Equal([1], harness.Store.Claims);
    }

    [Fact]
    public async Task A_key_that_throws_fails_its_message_alone()
    {
        var harness = new Harness { Key = static (note, _) => note.Id == "a" ? throw new InvalidOperationException("No key.") : note.Id };

        Assert.Equal(["m0"], await harness.ReturnedAsync(Notes.Of("a", "b")));
        Assert.Equal(["b"], harness.Handler.Effects);
    }

    [Fact]
    public async Task Keys_come_from_the_field_the_attribute_the_message_id_or_the_deduplication_id()
    {
        TestSqsEvent batch = Notes.Of("a").Fifo("g").WithSystemAttribute("MessageDeduplicationId", "d").WithAttribute("key", "k");
        MessageContext context = batch.ContextOf();
        var note = new Note { Id = "a" };

        Assert.Equal("a", IdempotencyKey.Field<Note>(static note => note.Id)(note, context));
        Assert.Equal("k", IdempotencyKey.MessageAttribute<Note>("key")(note, context));
        Assert.Null(IdempotencyKey.MessageAttribute<Note>("other")(note, context));
        var fromSns = new MessageContext(batch.Build().Records[0], new RecordingLogger())
        {
            Sns = new() { TopicArn = "arn", MessageId = "s", MessageAttributes = new Dictionary<string, string> { ["other"] = "o", ["key"] = "sns" } },
        };
        Assert.Equal("o", IdempotencyKey.MessageAttribute<Note>("other")(note, fromSns));
        Assert.Equal("k", IdempotencyKey.MessageAttribute<Note>("key")(note, fromSns));
        Assert.Equal("m0", IdempotencyKey.MessageId<Note>()(note, context));
        Assert.Equal("g\nd", IdempotencyKey.MessageDeduplicationId<Note>()(note, context));
        await Task.CompletedTask;
    }
}
