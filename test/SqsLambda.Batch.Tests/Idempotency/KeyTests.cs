using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Reading;

namespace SqsLambda.Batch.Tests.Idempotency;

/// <summary>Which messages share a record.</summary>
public sealed class KeyTests
{
    private readonly Harness _harness = new();

    [Theory]
    [InlineData("sqs-lambda", "a", "22e743e9db42ade698565767a57262def9028322d3f3ab47198efe526ee79eb3")]
    [InlineData("notes", "a", "94312f753f303b83521ef7448b913ec1573d1c94152fe7ff10c9bd69ec499c0a")]
    [InlineData("notes", "ü", "e501eb44a0516e2bcad6a953ef7ee7a371ca74f0dff69ffaf0c5e0d8cc20b4cf")]
    public async Task The_id_of_a_record_is_the_SHA_256_of_prefix_and_key(string prefix, string id, string expected)
    {
        var options = new IdempotencyOptions<Note>(_harness.Store, IdempotencyKey.Field<Note>(static note => note.Id));
        await ProcessAsync(prefix == "sqs-lambda" ? options : options with { KeyPrefix = prefix }, Notes.Of(id));

        Assert.Equal(expected, $"{_harness.Store.ClaimCalls[0].Claims[0].Key}");
        Assert.Equal(expected, _harness.Handler.Contexts[id].IdempotencyKey);
    }

    /// <summary>Keys that were cut off in the middle of a character: 😀 and 🤖. As one record, the second message would be lost as a duplicate.</summary>
    [Fact]
    public void Keys_that_differ_only_in_half_a_surrogate_pair_have_two_ids()
    {
        RecordKey one = new("notes", "ab\ud83d"), other = new("notes", "ab\ud83e");

        Assert.NotEqual(one, other);
        Assert.NotEqual(one.Id, other.Id);
    }

    [Fact]
    public async Task Functions_with_different_prefixes_share_a_store_and_no_record()
    {
        var options = new IdempotencyOptions<Note>(_harness.Store, IdempotencyKey.Field<Note>(static note => note.Id));

        await ProcessAsync(options with { KeyPrefix = "one" }, Notes.Of("a"));
        await ProcessAsync(options with { KeyPrefix = "two" }, Notes.Of("a"));

        Assert.Equal(["a", "a"], _harness.Handler.Effects);
    }

    [Fact]
    public async Task Without_idempotency_a_message_has_no_idempotency_key_and_runs_again_when_it_comes_back()
    {
        var harness = new Harness { IsIdempotent = false };

        await harness.ReturnedAsync(Notes.Of("a"));
        await harness.ReturnedAsync(Notes.Of("a"));

        Assert.Equal(["a", "a"], harness.Handler.Effects);
        Assert.Null(harness.Handler.Contexts["a"].IdempotencyKey);
        Assert.Empty(harness.Store.Claims);
    }

    private async Task ProcessAsync(IdempotencyOptions<Note> options, TestSqsEvent batch) =>
        Assert.Empty(await Harness.WithinBoundAsync(
            new BatchProcessor<Note>(MessageReader.Json(NoteJsonContext.Default.Note), _harness.Handler, options, new() { Runtime = new(_harness.Time) })
                .ProcessAsync(batch, new TestInvocationContext { Logger = _harness.Logger })));
}
