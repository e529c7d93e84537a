using System.Text.Json.Nodes;
using CsCheck;

namespace SqsLambda.Local.Tests.Http.Query;

/// <summary>Both protocols say the same of any message, attribute and tag, valid or not.</summary>
/// <remarks>Every run tries the same cases. A failure names the seed of its case; <c>CsCheck_Seed</c> repeats it alone.</remarks>
public sealed class ProtocolPropertyTests(ProtocolPair pair) : IClassFixture<ProtocolPair>
{
    private const int Cases = 150;
    private const ulong Seed = 20_260_101;

    // What forms, JSON and XML escape, what XML normalizes, and what SQS refuses.
    private static readonly Gen<string> Text = OneOf(
        "a", "Z9", " ", "+", "%", "%41", "&", "=", ";", "#", "?", "/", ".", "<", ">", "\"", "'", "\\", "]]>", "<![CDATA[", "&amp;", "&#13;", "\t", "\n",
        "\r", "\r\n", "é", "ß", "\u2028", "\uFEFF", "\uE000", "😀", "\0", "\u001B", "\u007F", "\uFFFE").Array[0, 6].Select(string.Concat);

    private static readonly Gen<string> GoodText = Text.Where(text => text.Length > 0 && !text.AsSpan().ContainsAny("\0\u001B\uFFFE"));

    private static readonly Gen<string> TagTexts = Gen.Frequency((4, OneOf("a", "b c", "é:/=+-@.", "Z_9\r\n", "k")), (1, Text));

    private static readonly Gen<string> Names = Gen.Frequency(
        (8, OneOf("a", "b.c", "D-_9", "x.y.z", "bar.foo")), (1, OneOf(".a", "a..b", "AWS.a", "Name", "1", "a b", "é")));

    private static readonly Gen<JsonObject> AttributeValues = Gen.OneOf(
        GoodText.Select(text => Attribute("String", "StringValue", text)),
        Text.Select(text => Attribute("String.x", "StringValue", text)),
        Gen.Double.Select(number => Attribute("Number", "StringValue", FormattableString.Invariant($"{number}"))),
        Gen.Byte.Array[0, 40].Select(bytes => Attribute("Binary", "BinaryValue", Convert.ToBase64String(bytes))),
        OneOf("", "Other", "Number").Select(type => Attribute(type, "StringValue", "x")));

    private static readonly Gen<JsonObject> Attributes = Gen.Select(Names, AttributeValues).Array[0, 4].Select(
        pairs => new JsonObject(pairs.DistinctBy(p => p.Item1).Select(p => KeyValuePair.Create<string, JsonNode?>(p.Item1, p.Item2.DeepClone()))));

    private static readonly Gen<JsonObject> Messages = Gen.Select(
        Gen.Frequency((9, GoodText), (1, Text)), Attributes, Gen.Int[-1, 20], Gen.Bool, GoodText, (body, attributes, delay, traced, trace) =>
        {
            var message = new JsonObject { ["MessageBody"] = body, ["MessageAttributes"] = attributes.DeepClone() };
            if (delay is < 0 or > 18)
            {
                message["DelaySeconds"] = delay * 50;
            }

            if (traced)
            {
                message["MessageSystemAttributes"] = new JsonObject { ["AWSTraceHeader"] = Attribute("String", "StringValue", trace) };
            }

            return message;
        });

    [Fact]
    public async Task Any_message_is_sent_and_received_alike()
    {
        string url = await CreateAsync();
        int sent = 0;
        await HoldsAsync(
            Messages,
            async message =>
            {
                sent += await pair.SameOrErrorAsync("SendMessage", In(url, message)) is null ? 1 : 0;
                await ReceiveAndDeleteAsync(url);
            });

        Assert.InRange(sent, Cases / 4, Cases - 10);
    }

    [Fact]
    public async Task Any_batch_is_sent_and_received_alike()
    {
        string url = await CreateAsync();
        int sent = 0;
        await HoldsAsync(
            Gen.Select(Messages, Gen.Frequency((20, OneOf("a", "b", "c", "d", "e_-1")), (1, OneOf("", "é")))).Array[0, 5],
            async messages =>
            {
                var entries = messages.Select(entry =>
                {
                    var with = entry.Item1.DeepClone().AsObject();
                    with["Id"] = entry.Item2;
                    return (JsonNode)with;
                });
                sent += await pair.SameOrErrorAsync("SendMessageBatch", new() { ["QueueUrl"] = url, ["Entries"] = new JsonArray([.. entries]) }) is null ? 1 : 0;
                await ReceiveAndDeleteAsync(url);
            });

        Assert.InRange(sent, Cases / 8, Cases - 10);
    }

    [Fact]
    public async Task Any_tags_and_names_come_back_alike()
    {
        string url = await CreateAsync();
        await HoldsAsync(
            Gen.Select(TagTexts, TagTexts).Array[0, 4],
            async pairs =>
            {
                var map = new JsonObject(pairs.DistinctBy(p => p.Item1).Select(p => KeyValuePair.Create<string, JsonNode?>(p.Item1, p.Item2)));
                await pair.SameOrErrorAsync("GetQueueAttributes", new() { ["QueueUrl"] = url, ["AttributeNames"] = new JsonArray([.. map.Select(m => (JsonNode)m.Key)]) });
                if (map.Count > 0)
                {
                    await pair.SameOrErrorAsync("TagQueue", In(url, new() { ["Tags"] = map }));
                    await pair.SameOrErrorAsync("ListQueueTags", new() { ["QueueUrl"] = url });
                    await pair.SameOrErrorAsync("UntagQueue", new() { ["QueueUrl"] = url, ["TagKeys"] = new JsonArray([.. map.Select(m => (JsonNode)m.Key)]) });
                }
            });
    }

    private async Task<string> CreateAsync() =>
        (await pair.SameAsync("CreateQueue", new() { ["QueueName"] = $"q-{Guid.NewGuid():N}" }))["QueueUrl"]!.GetValue<string>();

    private async Task ReceiveAndDeleteAsync(string url)
    {
        pair.Pass(1000);
        var request = new JsonObject
        {
            ["QueueUrl"] = url,
            ["MaxNumberOfMessages"] = 10,
            ["AttributeNames"] = new JsonArray("All"),
            ["MessageAttributeNames"] = new JsonArray("a", "bar.*", "D-_9", "x.y.z"),
        };
        while ((await pair.SameAsync("ReceiveMessage", request))["Messages"] is JsonArray messages)
        {
            foreach (var message in messages)
            {
                await pair.SameOrErrorAsync("DeleteMessage", new() { ["QueueUrl"] = url, ["ReceiptHandle"] = message!["ReceiptHandle"]!.DeepClone() });
            }
        }
    }

    private static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    // Seeds are drawn here, since CsCheck uses the one that it is given for its first case alone.
    private static async Task HoldsAsync<T>(Gen<T> cases, Func<T, Task> law)
    {
        if (Check.Seed is { } failed)
        {
            await cases.SampleAsync(law, seed: failed, iter: 1, threads: 1);
            return;
        }

        var seeds = new PCG(stream: 1, Seed);
        for (int i = 0; i < Cases; i++)
        {
            await cases.SampleAsync(law, seed: seeds.ToString(), iter: 1, threads: 1);
            cases.Generate(seeds, null, out _);
        }
    }

    private static JsonObject In(string url, JsonObject request)
    {
        var with = request.DeepClone().AsObject();
        with["QueueUrl"] = url;
        return with;
    }

    private static JsonObject Attribute(string type, string member, string value) => new() { ["DataType"] = type, [member] = value };
}
