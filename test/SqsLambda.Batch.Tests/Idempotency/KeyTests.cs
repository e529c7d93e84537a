using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.Lambda.TestUtilities;
using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Batch.Tests.Idempotency;

/// <summary>When two messages are one, and when they only look like it.</summary>
public sealed partial class KeyTests
{
    private readonly Harness _harness = new();

    [Theory]
    [InlineData("sqs-lambda", "a", "22e743e9db42ade698565767a57262def9028322d3f3ab47198efe526ee79eb3")]
    [InlineData("notes", "a", "94312f753f303b83521ef7448b913ec1573d1c94152fe7ff10c9bd69ec499c0a")]
    [InlineData("notes", "ü", "e501eb44a0516e2bcad6a953ef7ee7a371ca74f0dff69ffaf0c5e0d8cc20b4cf")]
    public async Task The_id_of_a_record_is_the_SHA_256_of_prefix_and_key(string prefix, string id, string expected)
    {
        var options = new IdempotencyOptions<Note>(_harness.Store, IdempotencyKey.Field<Note>(static note => note.Id));
        await ProcessAsync(prefix == "sqs-lambda" ? options : options with { KeyPrefix = prefix }, TestEvent.Of(id));

        Assert.Equal(expected, $"{_harness.Store.ClaimCalls[0].Claims[0].Key}");
        Assert.Equal(expected, _harness.Handler.Contexts[id].IdempotencyKey);
    }

    [Fact]
    public async Task Functions_with_different_prefixes_share_a_store_and_no_record()
    {
        var options = new IdempotencyOptions<Note>(_harness.Store, IdempotencyKey.Field<Note>(static note => note.Id));

        await ProcessAsync(options with { KeyPrefix = "one" }, TestEvent.Of("a"));
        await ProcessAsync(options with { KeyPrefix = "two" }, TestEvent.Of("a"));

        Assert.Equal(["a", "a"], _harness.Handler.Effects);
    }

    [Fact]
    public async Task Without_idempotency_a_message_has_no_idempotency_key_and_runs_again_when_it_comes_back()
    {
        var harness = new Harness { IsIdempotent = false };

        await harness.ReturnedAsync(TestEvent.Of("a"));
        await harness.ReturnedAsync(TestEvent.Of("a"));

        Assert.Equal(["a", "a"], harness.Handler.Effects);
        Assert.Null(harness.Handler.Contexts["a"].IdempotencyKey);
        Assert.Empty(harness.Store.Claims);
    }

    [Theory]
    [InlineData("white space", """{ "id": "a",  "text": "t" }""", true)]
    [InlineData("field order", """{"text":"t","id":"a"}""", true)]
    [InlineData("unknown field", """{"id":"a","text":"t","other":1}""", false)]
    [InlineData("escaped text", """{"id":"\u0061","text":"t"}""", true)]
    [InlineData("null for a missing field", """{"id":"a","text":"t","inner":null}""", false)]
    [InlineData("a field given twice", """{"id":"a","text":"u","text":"t"}""", false)]
    [InlineData("other text", """{"id":"a","text":"T"}""", false)]
    [InlineData("a missing field", """{"id":"a"}""", false)]
    [InlineData("another nested field", """{"id":"a","text":"t","inner":{"id":"b"}}""", false)]
    public async Task A_payload_is_the_same_if_its_JSON_says_the_same(string difference, string body, bool isSame)
    {
        Assert.NotEmpty(difference);
        await _harness.ReturnedAsync(TestEvent.OfBodies("""{"id":"a","text":"t"}"""));

        Assert.Equal(isSame ? [] : ["m0"], await _harness.ReturnedAsync(TestEvent.OfBodies(body)));
        Assert.Equal(["a"], _harness.Handler.Effects);
    }

    /// <summary>The members of a JSON object have no order, wherever the object stands: a producer with a hash map writes any.</summary>
    [Theory]
    [InlineData("map", """{"x":"1","y":"2"}""", """{"y":"2","x":"1"}""", """{"y":"1","x":"2"}""")]
    [InlineData("any", """{"x":[{"a":1,"b":2}]}""", """{ "x": [ { "b":2, "a":1 } ] }""", """{"x":[{"b":1,"a":2}]}""")]
    [InlineData("maps", """[{"x":1,"y":2},{}]""", """[{"y":2,"x":1},{}]""", """[{},{"y":2,"x":1}]""")]
    public async Task A_payload_is_the_same_in_whatever_order_a_map_is_written(string field, string value, string same, string other)
    {
        var processor = new BatchProcessor<Labelled>(
            new LabelledHandler(),
            LabelledJsonContext.Default.Labelled,
            new(),
            new(_harness.Store, IdempotencyKey.Field<Labelled>(static message => message.Id)),
            _harness.Time);

        Assert.Empty(await ReturnedAsync(value));
        Assert.Empty(await ReturnedAsync(same));
        Assert.Equal(["m0"], await ReturnedAsync(other));

        async Task<string[]> ReturnedAsync(string json) => await Harness.WithinBoundAsync(processor.ProcessAsync(
            TestEvent.OfBodies($$"""{"id":"a","{{field}}":{{json}}}""").Build(), new TestLambdaContext { RemainingTime = Harness.Given, Logger = _harness.Logger }));
    }

    /// <summary>A later version of the function, or a default that varies, must not make a done message look like another one.</summary>
    [Fact]
    public async Task A_payload_does_not_depend_on_the_message_type()
    {
        var handler = new LabelledHandler();
        var older = new BatchProcessor<Note>(_harness.Handler, NoteJsonContext.Default.Note, new(), new(_harness.Store, static (note, _) => note.Id), _harness.Time);
        var newer = new BatchProcessor<Labelled>(handler, LabelledJsonContext.Default.Labelled, new(), new(_harness.Store, static (message, _) => message.Id), _harness.Time);
        var context = new TestLambdaContext { RemainingTime = Harness.Given, Logger = _harness.Logger };

        Assert.Empty(Harness.Ids(await older.ProcessAsync(TestEvent.OfBodies("""{"id":"a","labels":{}}""").Build(), context)));
        Assert.Empty(Harness.Ids(await newer.ProcessAsync(TestEvent.OfBodies("""{"id":"a","labels":{}}""").Build(), context)));
        Assert.Equal(0, handler.Calls);
    }

    private async Task ProcessAsync(IdempotencyOptions<Note> options, TestEvent batch) =>
        Assert.Empty(await Harness.WithinBoundAsync(
            new BatchProcessor<Note>(_harness.Handler, NoteJsonContext.Default.Note, new(), options, _harness.Time).ProcessAsync(
                batch.Build(), new TestLambdaContext { RemainingTime = Harness.Given, Logger = _harness.Logger })));

    internal sealed record Labelled(string Id, Dictionary<string, string>? Map, JsonElement? Any, List<Dictionary<string, int>>? Maps);

    private sealed class LabelledHandler : IMessageHandler<Labelled>
    {
        public int Calls { get; private set; }

        public Task HandleAsync(Labelled message, MessageContext context, CancellationToken cancellationToken)
        {
            Calls++;
            return Task.CompletedTask;
        }
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Labelled))]
    private sealed partial class LabelledJsonContext : JsonSerializerContext;
}
