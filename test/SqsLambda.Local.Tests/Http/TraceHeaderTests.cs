using System.Text;
using System.Text.Json.Nodes;

namespace SqsLambda.Local.Tests.Http;

/// <summary>The X-Ray trace header of a request becomes a system attribute of its messages.</summary>
public sealed class TraceHeaderTests(RunningEndpoint endpoint) : IClassFixture<RunningEndpoint>
{
    private const string Header = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
    private const string Explicit =
        """
        "MessageSystemAttributes":{"AWSTraceHeader":{"DataType":"String","StringValue":"Root=explicit"}}
        """;

    [Theory]
    [InlineData(Header, Header)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public async Task SendMessage_takes_it_from_the_header(string? header, string? expected)
    {
        string url = await CreateAsync();
        var sent = await PostAsync("SendMessage", $$"""{"QueueUrl":"{{url}}","MessageBody":"a"}""", header);

        Assert.Equal(["MessageId", "MD5OfMessageBody"], sent.Select(member => member.Key));
        Assert.Equal([("a", expected)], await ReceiveAsync(url));
    }

    [Fact]
    public async Task An_explicit_attribute_wins_over_the_header()
    {
        string url = await CreateAsync();
        await PostAsync("SendMessage", $$"""{"QueueUrl":"{{url}}","MessageBody":"a",{{Explicit}}}""", Header);

        Assert.Equal([("a", "Root=explicit")], await ReceiveAsync(url));
    }

    [Fact]
    public async Task SendMessageBatch_gives_it_to_each_entry_that_has_none_of_its_own()
    {
        string url = await CreateAsync();
        await PostAsync(
            "SendMessageBatch",
            $$"""{"QueueUrl":"{{url}}","Entries":[{"Id":"1","MessageBody":"a"},{"Id":"2","MessageBody":"b",{{Explicit}}},{"Id":"3","MessageBody":"c"}]}""",
            Header);

        Assert.Equal([("a", Header), ("b", "Root=explicit"), ("c", Header)], await ReceiveAsync(url));
    }

    private async Task<string> CreateAsync() =>
        (await PostAsync("CreateQueue", $$"""{"QueueName":"q-{{Guid.NewGuid():N}}"}""", null))["QueueUrl"]!.GetValue<string>();

    private async Task<(string Body, string? Trace)[]> ReceiveAsync(string url)
    {
        var answer = await PostAsync(
            "ReceiveMessage", $$"""{"QueueUrl":"{{url}}","MaxNumberOfMessages":10,"MessageSystemAttributeNames":["AWSTraceHeader"]}""", null);
        return [.. answer["Messages"]!.AsArray().Select(message =>
            (message!["Body"]!.GetValue<string>(), message["Attributes"]?["AWSTraceHeader"]?.GetValue<string>()))];
    }

    private async Task<JsonObject> PostAsync(string operation, string body, string? traceHeader)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint.Url) { Content = new StringContent(body, Encoding.UTF8) };
        request.Headers.Add("X-Amz-Target", $"AmazonSQS.{operation}");
        if (traceHeader is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Amzn-Trace-Id", traceHeader);
        }

        using var response = await endpoint.Http.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!.AsObject();
    }
}
