using System.Text.Json;
using SqsLambda.Testing;
using SqsLambda.Tests.Commands;
using SqsLambda.Tests.Deploy;

namespace SqsLambda.Native.Tests;

/// <summary>The native function answers with the same bytes as the managed one.</summary>
[Collection(nameof(SharedPublications))]
[Trait("Category", "Long")]
public sealed class SameAnswerTests(PublishedNativeFunction native, PublishedFunction managed)
{
    private const string Good = """{"orderId":"ID","sku":"TEA-250","quantity":1}""";
    private const string Invalid = """{"orderId":"ID","sku":"TEA-250","quantity":0}""";

    /// <summary>Events, and how many messages come back.</summary>
    private static readonly Dictionary<string, (string Event, int Returned)> Rows = new()
    {
        ["standard"] = (Of("a", Good, Good, Invalid, Good).ToJson(), 1),
        ["duplicates in a batch"] = (TestSqsEvent.Of(Order("b", Good), Order("b", Good)).ToJson(), 0),
        ["a duplicate of an earlier batch"] = (TestSqsEvent.Of(Order("a0", Good)).ToJson(), 0),
        ["FIFO"] = (Of("c", Good, Invalid, Good, Good, Good, Good).Fifo("g1", "g1", "g1", "g2", "g2", "g2").ToJson(), 2),
        ["bad bodies"] = (TestSqsEvent.Of("", "{", "null", "[]", "7", "\"text\"", "{}", """{"orderId":7}""", "\ud83d\ude00", Order("d", Good)).ToJson(), 9),
        ["no records"] = ("""{"Records":[]}""", 0),
        ["no list of records"] = ("{}", 0),
        ["null"] = ("null", 0),
        ["10,000 records"] = (Of("e", [.. Enumerable.Range(0, 10_000).Select(static number => number % 100 == 99 ? Invalid : Good)]).ToJson(), 100),
    };

    [SkippableFact]
    public async Task Events_of_every_kind_have_the_same_answers()
    {
        await using FunctionProcess one = await FunctionProcess.StartAsync(await native.HereAsync(), Environment());
        await using FunctionProcess other = await FunctionProcess.StartAsync(await managed.ForAsync(PublishedFunction.RuntimeOfThisMachine), Environment());

        foreach ((string row, (string json, int returned)) in Rows)
        {
            string answer = await one.Api.InvokeAsync(json).WaitAsync(Command.HangLimit);

            Assert.Equal((row, await other.Api.InvokeAsync(json).WaitAsync(Command.HangLimit)), (row, answer));
            Assert.Equal((row, returned), (row, JsonDocument.Parse(answer).RootElement.GetProperty("batchItemFailures").GetArrayLength()));
        }
    }

    [SkippableTheory]
    [InlineData("no JSON", "JsonSerializerException")]
    [InlineData("""{"Records":[{"messageId":"m0","body":"{}"}]}""", "BatchFailedException")]
    public async Task An_invocation_that_fails_has_the_same_error(string json, string type)
    {
        await using FunctionProcess one = await FunctionProcess.StartAsync(await native.HereAsync(), Environment());
        await using FunctionProcess other = await FunctionProcess.StartAsync(await managed.ForAsync(PublishedFunction.RuntimeOfThisMachine), Environment());

        (string? Type, string? Message) error = ErrorOf(await one.Api.InvokeAsync(json).WaitAsync(Command.HangLimit));

        Assert.Equal(type, error.Type);
        Assert.Equal(ErrorOf(await other.Api.InvokeAsync(json).WaitAsync(Command.HangLimit)), error);
    }

    private static Dictionary<string, string> Environment() => new() { ["THROW_ON_FULL_BATCH_FAILURE"] = "true" };

    private static TestSqsEvent Of(string prefix, params string[] bodies) => TestSqsEvent.Of(bodies.Select((body, number) => Order($"{prefix}{number}", body)));

    private static string Order(string id, string body) => body.Replace("ID", id, StringComparison.Ordinal);

    private static (string? Type, string? Message) ErrorOf(string json)
    {
        JsonElement error = JsonDocument.Parse(json).RootElement;
        return (error.GetProperty("errorType").GetString(), error.GetProperty("errorMessage").GetString());
    }
}
