using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using SqsLambda.Batch.Reading;

namespace SqsLambda.Batch.Tests;

/// <summary>Bodies at the edge of what JSON allows, and message types other than a plain record.</summary>
public sealed partial class BodyTests
{
    private readonly Harness _harness = new();

    [Theory]
    [InlineData("of arrays", "", "[", "]")]
    [InlineData("never closed", "", "[", "")]
    [InlineData("in an unknown field", """{"id":"a","other":""", "[", "]")]
    [InlineData("of objects in an unknown field", """{"id":"a","other":""", """{"x":""", "}")]
    public async Task A_body_nested_1000_deep_fails_alone_and_for_good(string name, string start, string open, string close)
    {
        Assert.NotEmpty(name);
        string body = start + string.Concat(Enumerable.Repeat(open, 1_000)) + (open == "[" ? "" : "1")
            + string.Concat(Enumerable.Repeat(close, 1_000)) + (start.Length == 0 ? "" : "}");

        Assert.Equal(["m0"], await _harness.ReturnedAsync(TestSqsEvent.Of(body, Notes.Body("b"))));
        Assert.Equal(["b"], _harness.Handler.Effects);
        Assert.StartsWith("Error: Message m0 failed permanently (receive count 1): ", Assert.Single(_harness.Logger.Entries), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text", 'x')]
    [InlineData("white space", ' ')]
    [InlineData("open brackets", '[')]
    public async Task A_body_of_1_MiB_that_is_no_message_fails_alone_with_a_short_reason(string name, char filling)
    {
        Assert.NotEmpty(name);

        Assert.Equal(["m0"], await _harness.ReturnedAsync(TestSqsEvent.Of(new string(filling, 1024 * 1024), Notes.Body("b"))));
        Assert.Equal(["b"], _harness.Handler.Effects);
        Assert.InRange(Assert.Single(_harness.Logger.Entries).Length, 1, 200);
    }

    [Theory]
    [InlineData("byte order mark", "\uFEFF{\"id\":\"a\"}")]
    [InlineData("two documents", """{"id":"a"}{"id":"b"}""")]
    [InlineData("trailing comma", """{"id":"a",}""")]
    [InlineData("half a surrogate pair", """{"id":"\ud800"}""")]
    [InlineData("white space alone", " \n")]
    public async Task What_is_almost_JSON_fails_for_good(string name, string body)
    {
        Assert.NotEmpty(name);

        Assert.Equal(["m0"], await _harness.ReturnedAsync(TestSqsEvent.Of(body)));
        Assert.Empty(_harness.Store.Claims);
        Assert.StartsWith("Error: Message m0 failed permanently ", Assert.Single(_harness.Logger.Entries), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[1,2]", null)]
    [InlineData("[1,\"secret\"]", "The body cannot be read as List`1 (line 1, byte 12).")]
    [InlineData("null", "The body is JSON null instead of List`1.")]
    public async Task A_message_may_be_a_list(string body, string? reason) =>
        await CheckAsync(new Taker<List<int>>(), TypesJsonContext.Default.ListInt32, body, reason);

    [Theory]
    [InlineData("7", null)]
    [InlineData("null", "The body cannot be read as Int32 (line 1, byte 5).")]
    public async Task A_message_may_be_a_value(string body, string? reason) =>
        await CheckAsync(new Taker<int>(), TypesJsonContext.Default.Int32, body, reason);

    private async Task CheckAsync<TMessage>(IMessageHandler<TMessage> handler, JsonTypeInfo<TMessage> type, string body, string? reason)
    {
        var processor = new BatchProcessor<TMessage>(MessageReader.Json(type), handler);

        var response = await processor.ProcessAsync(
            TestSqsEvent.Of(body), new TestInvocationContext { Logger = _harness.Logger });

        Assert.Equal(reason is null ? [] : ["m0"], Harness.Ids(response));
        Assert.Equal(reason is null ? [] : [$"Error: Message m0 failed permanently (receive count 1): {reason}"], _harness.Logger.Entries);
    }

    private sealed class Taker<TMessage> : IMessageHandler<TMessage>
    {
        public Task HandleAsync(TMessage message, MessageContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    [JsonSerializable(typeof(List<int>))]
    [JsonSerializable(typeof(int))]
    internal sealed partial class TypesJsonContext : JsonSerializerContext;
}
