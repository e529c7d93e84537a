using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Batch.Tests;

/// <summary>A bad value is refused when the processor is built, not when it first runs.</summary>
public sealed class BatchOptionsTests
{
    private static readonly IIdempotencyStore Store = new InMemoryIdempotencyStore(TimeSpan.FromDays(1), 1, TimeProvider.System);

    [Theory]
    [InlineData(1)]
    [InlineData(1_000)]
    public void A_degree_of_parallelism_from_1_to_1000_is_taken(int value) =>
        Assert.Equal(value, new BatchOptions { MaxDegreeOfParallelism = value }.MaxDegreeOfParallelism);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1_001)]
    public void Any_other_degree_of_parallelism_is_refused(int value) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchOptions { MaxDegreeOfParallelism = value });

    [Fact]
    public void Ten_messages_are_handled_at_once_by_default() => Assert.Equal(10, new BatchOptions().MaxDegreeOfParallelism);

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(null)]
    public void A_blank_key_prefix_is_refused(string? prefix) =>
        Assert.ThrowsAny<ArgumentException>(() => new IdempotencyOptions<Note>(Store, IdempotencyKey.MessageId<Note>()) { KeyPrefix = prefix! });

    [Fact]
    public void A_processor_needs_a_handler_a_message_type_and_options()
    {
        var handler = new ScriptedHandler();
        var type = NoteJsonContext.Default.Note;

        Assert.Throws<ArgumentNullException>("handler", () => new BatchProcessor<Note>(null!, type, new()));
        Assert.Throws<ArgumentNullException>("messageType", () => new BatchProcessor<Note>(handler, null!, new()));
        Assert.Throws<ArgumentNullException>("options", () => new BatchProcessor<Note>(handler, type, null!));
    }

    /// <summary>Otherwise every batch would come back, or run without protection, until somebody reads the log.</summary>
    [Theory]
    [InlineData("no store")]
    [InlineData("no key")]
    [InlineData("no such policy")]
    public void Idempotency_without_a_store_a_key_or_a_known_policy_is_refused(string what) =>
        Assert.ThrowsAny<ArgumentException>(() => new BatchProcessor<Note>(
            new ScriptedHandler(),
            NoteJsonContext.Default.Note,
            new(),
            new IdempotencyOptions<Note>(what == "no store" ? null! : Store, what == "no key" ? null! : IdempotencyKey.MessageId<Note>())
            {
                StoreFailurePolicy = what == "no such policy" ? (StoreFailurePolicy)2 : StoreFailurePolicy.Fail,
            }));
}
