using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Metrics;
using SqsLambda.Batch.Reading;

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
    public void A_processor_needs_a_reader_and_a_handler()
    {
        var reader = MessageReader.Json(NoteJsonContext.Default.Note);

        Assert.Throws<ArgumentNullException>("reader", () => new BatchProcessor<Note>(null!, new ScriptedHandler()));
        Assert.Throws<ArgumentNullException>("handler", () => new BatchProcessor<Note>(reader, null!));
    }

    [Fact]
    public void Options_refuse_what_every_batch_would_fail_on()
    {
        Assert.Throws<ArgumentNullException>(() => new BatchOptions { Failures = null! });
        Assert.Throws<ArgumentNullException>(() => new BatchOptions { Runtime = null! });
        Assert.Throws<ArgumentNullException>(() => new BatchOptions { Observers = null! });
        Assert.Throws<ArgumentException>(() => new BatchOptions { Observers = [null!] });
        Assert.Throws<ArgumentNullException>(() => new BatchRuntime(null!));
    }

    [Theory]
    [InlineData("orders#eu")]
    [InlineData("#")]
    public void A_key_prefix_with_the_separator_is_refused_because_two_functions_could_share_a_record(string prefix)
    {
        var error = Assert.Throws<ArgumentException>(
            () => new IdempotencyOptions<Note>(Store, IdempotencyKey.MessageId<Note>()) { KeyPrefix = prefix });

        Assert.StartsWith($"The key prefix is '{prefix}': it must not contain '#'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Metrics_refuse_what_every_batch_would_fail_on()
    {
        Assert.Throws<ArgumentNullException>(() => new EmfMetrics(null!, "Orders", TimeProvider.System));
        Assert.ThrowsAny<ArgumentException>(() => new EmfMetrics(Stream.Null, " ", TimeProvider.System));
        Assert.ThrowsAny<ArgumentException>(() => new EmfMetrics(Stream.Null, new string('x', 256), TimeProvider.System));
        Assert.Throws<ArgumentNullException>(() => new EmfMetrics(Stream.Null, "Orders", null!));
    }

    /// <summary>Otherwise every batch would come back, or run without protection, until somebody reads the log.</summary>
    [Theory]
    [InlineData("no store")]
    [InlineData("no key")]
    [InlineData("no such policy")]
    public void Idempotency_without_a_store_a_key_or_a_known_policy_is_refused(string what) =>
        Assert.ThrowsAny<ArgumentException>(
            () => new IdempotencyOptions<Note>(what == "no store" ? null! : Store, what == "no key" ? null! : IdempotencyKey.MessageId<Note>())
            {
                StoreFailurePolicy = what == "no such policy" ? (StoreFailurePolicy)2 : StoreFailurePolicy.Fail,
            });
}
