using SqsLambda.Batch.Failures;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Metrics;
using SqsLambda.Batch.Tests.Failures;

namespace SqsLambda.Batch.Tests.Idempotency;

/// <summary>Two messages with one key, whose bodies or payloads differ.</summary>
public sealed class PayloadTests
{
    private const string First = """{"id":"a","text":"t"}""";

    private readonly SummaryObserver _observer = new();

    [Theory]
    [InlineData("a timestamp", """{"id":"a","text":"t","sentAt":"2026-01-01T00:00:05Z"}""")]
    [InlineData("the spelling of a number", """{"id":"a","text":"t","price":1e1}""")]
    [InlineData("white space", """{ "id": "a", "text": "t" }""")]
    [InlineData("half a surrogate pair that nobody reads", """{"id":"a","text":"t","note":"\ud83d"}""")]
    [InlineData("another effect under a badly chosen key", """{"id":"a","text":"another"}""")]
    public async Task A_duplicate_whose_body_differs_is_a_visible_duplicate(string difference, string body)
    {
        Assert.NotEmpty(difference);
        Harness harness = New();
        await harness.ReturnedAsync(TestSqsEvent.Of(First));

        Assert.Empty(await harness.ReturnedAsync(TestSqsEvent.Of(body)));

        Assert.Equal(["a"], harness.Handler.Effects);
        Assert.Equal(
            [
                "Warning: Message m0 is a duplicate (receive count 1): Its body differs from the body that was processed under the same "
                    + "idempotency key. Check that the key names the effect.",
            ],
            harness.Logger.Entries);
        Assert.Equal((1, 1), (_observer.Last!.Duplicates, _observer.Last.DuplicatesWithOtherBody));
    }

    /// <summary>They are compared with each other, and only the first of them with the record.</summary>
    [Fact]
    public async Task All_copies_of_one_batch_whose_body_differs_from_the_record_are_visible()
    {
        Harness harness = New();
        await harness.ReturnedAsync(TestSqsEvent.Of(First));

        string other = Notes.Body("a");
        Assert.Empty(await harness.ReturnedAsync(TestSqsEvent.Of(other, other, other)));

        Assert.Equal(3, harness.Logger.Entries.Count(static entry => entry.Contains("Its body differs", StringComparison.Ordinal)));
        Assert.Equal((3, 3), (_observer.Last!.Duplicates, _observer.Last.DuplicatesWithOtherBody));
    }

    [Fact]
    public async Task A_duplicate_with_the_same_body_is_quiet()
    {
        Harness harness = New();
        await harness.ReturnedAsync(TestSqsEvent.Of(First));

        Assert.Empty(await harness.ReturnedAsync(TestSqsEvent.Of(First, First)));

        Assert.Empty(harness.Logger.Entries);
        Assert.Equal((2, 0), (_observer.Last!.Duplicates, _observer.Last.DuplicatesWithOtherBody));
    }

    [Fact]
    public async Task Within_one_batch_another_body_is_visible_too()
    {
        Harness harness = New();

        Assert.Empty(await harness.ReturnedAsync(TestSqsEvent.Of(First, """{"id":"a","text":"u"}""")));

        Assert.Equal(["a"], harness.Handler.Effects);
        Assert.StartsWith("Warning: Message m1 is a duplicate", Assert.Single(harness.Logger.Entries), StringComparison.Ordinal);
        Assert.Equal((1, 1, 1), (_observer.Last!.Processed, _observer.Last.Duplicates, _observer.Last.DuplicatesWithOtherBody));
    }

    [Fact]
    public async Task A_failure_is_shared_with_another_body()
    {
        Harness harness = New();
        harness.Handler.Fails("a");

        Assert.Equal(["m0", "m1"], await harness.ReturnedAsync(TestSqsEvent.Of(First, """{"id":"a","text":"u"}""")));
        Assert.Equal(["a"], harness.Handler.Called);
    }

    [Fact]
    public async Task What_was_named_must_be_equal()
    {
        Harness harness = New(static note => note.Text);
        await harness.ReturnedAsync(TestSqsEvent.Of(First));

        Assert.Equal(["m1"], await harness.ReturnedAsync(TestSqsEvent.Of("""{"id":"a","text":"t","sentAt":2}""", """{"id":"a","text":"u"}""")));

        Assert.Equal(
            ["Error: Message m1 failed permanently (receive count 1): A message with the same idempotency key but a different payload was processed before."],
            harness.Logger.Entries);
        Assert.Equal((1, 0, 1), (_observer.Last!.Duplicates, _observer.Last.DuplicatesWithOtherBody, _observer.Last.PermanentlyFailed));
    }

    [Fact]
    public async Task Of_two_records_with_one_key_and_two_payloads_the_second_fails_permanently()
    {
        Harness harness = New(static note => note.Text);

        Assert.Equal(["m1"], await harness.ReturnedAsync(TestSqsEvent.Of(First, """{"id":"a","text":"u"}""")));
        Assert.Equal(["a"], harness.Handler.Effects);
    }

    [Fact]
    public async Task A_copy_of_a_done_message_behind_another_payload_comes_back_and_is_then_a_duplicate()
    {
        Harness harness = New(static note => note.Text);
        await harness.ReturnedAsync(TestSqsEvent.Of(First));

        Assert.Equal(["m0", "m1"], await harness.ReturnedAsync(TestSqsEvent.Of("""{"id":"a","text":"u"}""", First)));
        Assert.Equal(
            "Warning: Message m1 was not attempted (receive count 1): An earlier message of the batch with the same idempotency key did not succeed.",
            harness.Logger.Entries[1]);
        Assert.Empty(await harness.ReturnedAsync(TestSqsEvent.Of(First)));
    }

    [Fact]
    public async Task Another_payload_is_dead_lettered_as_such()
    {
        var queue = new RecordingQueue();
        Harness harness = New(static note => note.Text, queue);

        Assert.Empty(await harness.ReturnedAsync(TestSqsEvent.Of(First, """{"id":"a","text":"u"}""")));
        Assert.Equal(PermanentFailureKind.PayloadMismatch, Assert.Single(queue.Letters).Kind);
    }

    [Fact]
    public async Task A_payload_that_throws_fails_its_message_alone()
    {
        Harness harness = New(static note => note.Id == "a" ? throw new InvalidOperationException("It broke.") : note.Text);

        Assert.Equal(["m0"], await harness.ReturnedAsync(Notes.Of("a", "b")));
        Assert.Equal(["b"], harness.Handler.Effects);
    }

    [Theory]
    [InlineData("body:00000000000000000000000000000000", true)]
    [InlineData("payload:00000000000000000000000000000000", false)]
    [InlineData("0123456789abcdef0123456789abcdef", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_recorded_hash_of_another_kind_is_not_compared(string? recorded, bool differs)
    {
        PayloadHash hash = PayloadHash.OfBody("x"u8);

        Assert.Equal(differs, hash.DiffersFrom(recorded));
        Assert.False(hash.DiffersFrom($"{hash}"));
        Assert.Matches("^body:[0-9a-f]{32}$", $"{hash}");
        Assert.Matches("^payload:[0-9a-f]{32}$", $"{PayloadHash.OfPayload("x"u8)}");
    }

    private Harness New(Func<Note, string?>? payloadOf = null, IDeadLetterSender? deadLetters = null) => new()
    {
        Observer = _observer,
        PayloadOf = payloadOf,
        Options = new() { Failures = new() { DeadLetters = deadLetters } },
    };

    private sealed class SummaryObserver : SilentObserver
    {
        public BatchSummary? Last { get; private set; }

        public override void OnBatch(BatchSummary summary) => Last = summary;
    }
}
