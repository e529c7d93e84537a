using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using SqsLambda.Local.Http;
using SqsLambda.Local.Sqs;

namespace SqsLambda.Local.Tests.Http;

/// <summary>What goes over the wire, byte by byte.</summary>
public sealed class WireTests(RunningEndpoint endpoint) : IClassFixture<RunningEndpoint>
{
    private const string JsonType = "application/x-amz-json-1.0";

    [Fact]
    public async Task An_answer_has_the_content_type_a_length_and_a_request_id()
    {
        using var response = await PostAsync("CreateQueue", $$"""{"QueueName":"{{NewName()}}"}""");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(JsonType, response.Content.Headers.ContentType?.ToString());
        Assert.True(response.Content.Headers.ContentLength > 0);
        Assert.True(Guid.TryParse(Assert.Single(response.Headers.GetValues("x-amzn-RequestId")), out _));
    }

    [Fact]
    public async Task An_error_is_answered_as_the_developer_guide_shows()
    {
        using var response = await PostAsync("SendMessage", """{"QueueUrl":"http://localhost/000000000000/none","MessageBody":"a"}""");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(JsonType, response.Content.Headers.ContentType?.ToString());
        Assert.Equal("AWS.SimpleQueueService.NonExistentQueue;Sender", Assert.Single(response.Headers.GetValues("x-amzn-query-error")));
        Assert.Equal(
            """{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"The specified queue does not exist."}""",
            await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task An_empty_receive_is_an_empty_object()
    {
        string url = await CreateAsync();
        Assert.Equal("{}", await TextAsync("ReceiveMessage", $$"""{"QueueUrl":"{{url}}"}"""));
    }

    [Theory]
    [InlineData("DeleteMessage", "garbage", HttpStatusCode.BadRequest)]
    [InlineData("PurgeQueue", null, HttpStatusCode.OK)]
    [InlineData("DeleteQueue", null, HttpStatusCode.OK)]
    public async Task An_operation_without_an_answer_has_a_length_of_0(string operation, string? handle, HttpStatusCode status)
    {
        string url = await CreateAsync();
        using var response = await PostAsync(operation, $$"""{"QueueUrl":"{{url}}","ReceiptHandle":{{JsonValue.Create(handle)?.ToJsonString() ?? "null"}}}""");
        Assert.Equal(status, response.StatusCode);
        Assert.Equal(status == HttpStatusCode.OK, response.Content.Headers.ContentLength == 0);
    }

    [Fact]
    public async Task A_message_has_only_the_members_that_it_needs()
    {
        string url = await CreateAsync();
        await TextAsync("SendMessage", $$"""{"QueueUrl":"{{url}}","MessageBody":"a <b> é"}""");
        var message = JsonNode.Parse(await TextAsync("ReceiveMessage", $$"""{"QueueUrl":"{{url}}"}"""))!["Messages"]![0]!.AsObject();

        Assert.Equal(["MessageId", "ReceiptHandle", "MD5OfBody", "Body"], message.Select(member => member.Key));
        Assert.Equal("a <b> é", message["Body"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("SenderId", "SenderId")]
    [InlineData("SenderId SequenceNumber", "SenderId")]
    [InlineData("Bogus", "")]
    [InlineData("All", "ApproximateReceiveCount SentTimestamp SenderId ApproximateFirstReceiveTimestamp")]
    public async Task System_attributes_come_by_name_under_either_member(string names, string expected)
    {
        string url = await CreateAsync();
        await TextAsync("SendMessage", $$"""{"QueueUrl":"{{url}}","MessageBody":"a"}""");
        foreach (string member in (string[])["AttributeNames", "MessageSystemAttributeNames"])
        {
            string list = string.Join(',', names.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => $"\"{name}\""));
            var answer = JsonNode.Parse(await TextAsync("ReceiveMessage", $$"""{"QueueUrl":"{{url}}","VisibilityTimeout":0,"{{member}}":[{{list}}]}"""))!;
            var attributes = answer["Messages"]![0]!["Attributes"];
            Assert.Equal(expected, string.Join(' ', attributes?.AsObject().Select(attribute => attribute.Key) ?? []));
        }
    }

    [Theory]
    [InlineData("[]", "", null)]
    [InlineData("""["All"]""", "test-key test-key-alt", "2256c3b617e2b4b3ae4f2d455dcf54d0")]
    [InlineData("""[".*"]""", "test-key test-key-alt", "2256c3b617e2b4b3ae4f2d455dcf54d0")]
    [InlineData("""["test-key"]""", "test-key", "befa18540a897f7d022bf07057754a03")]
    [InlineData("""["test-key","Foo"]""", "test-key", "befa18540a897f7d022bf07057754a03")]
    [InlineData("""["test-k.*"]""", "test-key test-key-alt", "2256c3b617e2b4b3ae4f2d455dcf54d0")]
    [InlineData("""["*"]""", "test-key test-key-alt", "2256c3b617e2b4b3ae4f2d455dcf54d0")]
    [InlineData("""["Foo","*"]""", "test-key test-key-alt", "2256c3b617e2b4b3ae4f2d455dcf54d0")]
    [InlineData("""["test-key.*"]""", "test-key test-key-alt", "2256c3b617e2b4b3ae4f2d455dcf54d0")]
    [InlineData("""["test-*"]""", "", null)]
    [InlineData("""["AWS.","..foo"]""", "", null)]
    public async Task The_MD5_of_attributes_covers_those_that_are_returned(string names, string expected, string? md5)
    {
        string url = await CreateAsync();
        await TextAsync(
            "SendMessage",
            $$"""
            {
              "QueueUrl": "{{url}}",
              "MessageBody": "a",
              "MessageAttributes": {
                "test-key": { "DataType": "String", "StringValue": "test-value" },
                "test-key-alt": { "DataType": "String", "StringValue": "test-value-alt" }
              }
            }
            """);
        var message = JsonNode.Parse(await TextAsync("ReceiveMessage", $$"""{"QueueUrl":"{{url}}","MessageAttributeNames":{{names}}}"""))!["Messages"]![0]!;

        Assert.Equal(expected, string.Join(' ', message["MessageAttributes"]?.AsObject().Select(attribute => attribute.Key) ?? []));
        Assert.Equal(md5, message["MD5OfMessageAttributes"]?.GetValue<string>());
    }

    [Theory]
    [InlineData("{", "not valid JSON")]
    [InlineData("", "not valid JSON")]
    [InlineData("null", "must be a JSON object")]
    [InlineData("[]", "not valid JSON")]
    [InlineData("""{"QueueUrl":{}}""", "not valid JSON")]
    [InlineData("""{"QueueUrl":"q","MessageBody":"a","DelaySeconds":"soon"}""", "not valid JSON")]
    [InlineData("""{"QueueUrl":"q","MessageBody":"a","MessageAttributes":{"b":{"DataType":"Binary","BinaryValue":"?"}}}""", "not valid JSON")]
    public async Task A_body_that_is_not_the_operations_JSON_is_refused(string body, string text)
    {
        using var response = await PostAsync("SendMessage", body);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var error = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal("com.amazon.coral.service#SerializationException", error["__type"]!.GetValue<string>());
        Assert.Contains(text, error["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SendMessage", "{}", "The request must contain the parameter QueueUrl.")]
    [InlineData("DeleteMessage", """{"QueueUrl":"#"}""", "The request must contain the parameter ReceiptHandle.")]
    [InlineData("ChangeMessageVisibility", """{"QueueUrl":"#","ReceiptHandle":"x"}""", "The request must contain the parameter VisibilityTimeout.")]
    [InlineData("SendMessageBatch", """{"QueueUrl":"#"}""", "The request must contain the parameter Entries.")]
    [InlineData("SendMessageBatch", """{"QueueUrl":"#","Entries":[{"MessageBody":"a"}]}""", "The request must contain the parameter SendMessageBatchRequestEntry.1.Id.")]
    [InlineData("GetQueueUrl", "{}", "The request must contain the parameter QueueName.")]
    public async Task A_missing_member_is_named(string operation, string body, string message)
    {
        string url = await CreateAsync();
        using var response = await PostAsync(operation, body.Replace("#", url, StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("MissingParameter;Sender", Assert.Single(response.Headers.GetValues("x-amzn-query-error")));
        Assert.Equal(message, JsonNode.Parse(await response.Content.ReadAsStringAsync())!["message"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("SendMessageBatch", """{"QueueUrl":"#","Entries":[null]}""")]
    [InlineData("SendMessage", """{"QueueUrl":"#","MessageBody":"a","MessageAttributes":{"b":null}}""")]
    [InlineData("SendMessage", """{"QueueUrl":"#","MessageBody":"a","MessageSystemAttributes":{"AWSTraceHeader":null}}""")]
    [InlineData("GetQueueAttributes", """{"QueueUrl":"#","AttributeNames":[null]}""")]
    [InlineData("SetQueueAttributes", """{"QueueUrl":"#","Attributes":{"DelaySeconds":null}}""")]
    [InlineData("ReceiveMessage", """{"QueueUrl":"#","MessageAttributeNames":[null],"AttributeNames":[null]}""")]
    public async Task A_null_where_none_belongs_is_no_failure_of_the_endpoint(string operation, string body)
    {
        string url = await CreateAsync();
        await TextAsync("SendMessage", $$"""{"QueueUrl":"{{url}}","MessageBody":"a","MessageAttributes":{"k":{"DataType":"String","StringValue":"v"} } }""");
        using var response = await PostAsync(operation, body.Replace("#", url, StringComparison.Ordinal));

        Assert.InRange((int)response.StatusCode, 200, 499);
    }

    /// <summary>Half a surrogate pair: JSON can escape it, and no text can hold it.</summary>
    [Theory]
    [InlineData("""{"deadLetterTargetArn":"\ud800","maxReceiveCount":1}""")]
    [InlineData("""{"deadLetterTargetArn":"a","maxReceiveCount":"\ud800"}""")]
    [InlineData("""{"\ud800":"a","maxReceiveCount":1}""")]
    public async Task A_redrive_policy_with_half_a_character_is_refused(string policy)
    {
        var body = new JsonObject { ["QueueName"] = NewName(), ["Attributes"] = new JsonObject { ["RedrivePolicy"] = policy } };
        using var response = await PostAsync("CreateQueue", body.ToJsonString());

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(
            "Invalid value for the parameter RedrivePolicy. Reason: Redrive policy is not a valid JSON map.",
            JsonNode.Parse(await response.Content.ReadAsStringAsync())!["message"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("""{"taskId":"\ud800","sourceArn":"a"}""")]
    [InlineData("""{"taskId":"a","sourceArn":"\ud800"}""")]
    public async Task A_task_handle_with_half_a_character_is_refused(string handle)
    {
        string body = new JsonObject { ["TaskHandle"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(handle)) }.ToJsonString();
        using var response = await PostAsync("CancelMessageMoveTask", body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("InvalidParameterValue;Sender", Assert.Single(response.Headers.GetValues("x-amzn-query-error")));
    }

    [Theory]
    [InlineData(null, "MissingAction;Sender")]
    [InlineData("AmazonSQS.Nonsense", "AWS.SimpleQueueService.UnsupportedOperation;Sender")]
    [InlineData("AmazonSNS.Publish", "AWS.SimpleQueueService.UnsupportedOperation;Sender")]
    public async Task A_request_for_no_operation_is_refused(string? target, string error)
    {
        using var response = await PostTargetAsync(target, "{}");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(error, Assert.Single(response.Headers.GetValues("x-amzn-query-error")));
    }

    [Fact]
    public async Task A_body_that_is_far_too_long_is_refused()
    {
        using var response = await PostAsync("SendMessage", new string(' ', (8 * 1024 * 1024) + 1));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal("RequestEntityTooLarge;Sender", Assert.Single(response.Headers.GetValues("x-amzn-query-error")));
    }

    [Fact]
    public async Task A_queue_URL_names_the_host_that_the_client_used()
    {
        string url = endpoint.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        using var request = Request("AmazonSQS.CreateQueue", """{"QueueName":"by-host"}""");
        request.Headers.Host = new Uri(url).Authority;
        using var response = await endpoint.Http.SendAsync(request);

        Assert.Equal($$"""{"QueueUrl":"{{url}}/000000000000/by-host"}""", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_queue_is_found_by_the_last_segment_of_its_URL_whatever_is_before_it()
    {
        string url = await CreateAsync();
        string name = url[(url.LastIndexOf('/') + 1)..];
        foreach (string other in (string[])[$"https://sqs.us-east-1.amazonaws.com/123456789012/{name}", name])
        {
            Assert.Contains("MessageId", await TextAsync("SendMessage", $$"""{"QueueUrl":"{{other}}","MessageBody":"a"}"""), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_browser_is_told_what_this_is() =>
        Assert.Contains("Amazon SQS", await endpoint.Http.GetStringAsync(new Uri(endpoint.Url)), StringComparison.Ordinal);

    [Fact]
    public async Task A_client_that_goes_away_takes_no_message_with_it()
    {
        string url = await CreateAsync();
        var queue = endpoint.QueueOf(url);
        using var cancellation = new CancellationTokenSource();
        using var request = Request("AmazonSQS.ReceiveMessage", $$"""{"QueueUrl":"{{url}}","WaitTimeSeconds":20}""");
        var poll = endpoint.Http.SendAsync(request, cancellation.Token);
        await EndpointFixture.UntilAsync(() => queue.WaitingReceives == 1);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => poll);
        await EndpointFixture.UntilAsync(() => queue.WaitingReceives == 0);
        await TextAsync("SendMessage", $$"""{"QueueUrl":"{{url}}","MessageBody":"a"}""");

        Assert.Contains("\"Body\":\"a\"", await TextAsync("ReceiveMessage", $$"""{"QueueUrl":"{{url}}"}"""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_reported_in_one_line()
    {
        using var regions = new SqsRegions(TimeProvider.System);
        int port = new Uri(endpoint.Url).Port;
        var error = await Assert.ThrowsAsync<EndpointUnavailableException>(() => SqsEndpoint.StartAsync(regions, port));

        Assert.Contains($"{port}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public async Task The_endpoint_stops_at_once_and_answers_a_client_that_waits()
    {
        // On a clock that stands still the receive does not end by itself, and a server that lets it end takes 30 s to give up.
        using var regions = new SqsRegions(new FakeTimeProvider());
        var stopping = await SqsEndpoint.StartAsync(regions, port: 0);
        var queue = regions.Default.CreateQueue("q");
        using var request = Request("AmazonSQS.ReceiveMessage", """{"QueueUrl":"q","WaitTimeSeconds":20}""", stopping.Url);
        var poll = endpoint.Http.SendAsync(request);
        await EndpointFixture.UntilAsync(() => queue.WaitingReceives == 1);
        await stopping.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));

        using HttpResponseMessage answer = await poll;
        Assert.Equal("{}", await answer.Content.ReadAsStringAsync());
    }

    private static string NewName() => $"q-{Guid.NewGuid():N}";

    private async Task<string> CreateAsync()
    {
        using var answer = JsonDocument.Parse(await TextAsync("CreateQueue", $$"""{"QueueName":"{{NewName()}}"}"""));
        return answer.RootElement.GetProperty("QueueUrl").GetString()!;
    }

    private async Task<string> TextAsync(string operation, string body)
    {
        using var response = await PostAsync(operation, body);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return text;
    }

    private Task<HttpResponseMessage> PostAsync(string operation, string body) => PostTargetAsync("AmazonSQS." + operation, body);

    private async Task<HttpResponseMessage> PostTargetAsync(string? target, string body)
    {
        using var request = Request(target, body);
        return await endpoint.Http.SendAsync(request);
    }

    private HttpRequestMessage Request(string? target, string body, string? url = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, url ?? endpoint.Url) { Content = new StringContent(body, Encoding.UTF8) };
        request.Content.Headers.ContentType = new(JsonType);
        if (target is not null)
        {
            request.Headers.Add("X-Amz-Target", target);
        }

        return request;
    }
}
