using System.Net;
using System.Text;

namespace SqsLambda.Local.Tests.Http;

/// <summary>Strings that are not text: half of a surrogate pair, which JSON can escape (RFC 8259, section 8.2), and bytes that are not UTF-8.</summary>
public sealed class InvalidTextTests(RunningEndpoint endpoint) : IClassFixture<RunningEndpoint>
{
    private const string Contents =
        "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF";

    [Theory]
    [InlineData("""{"MessageBody":"\ud800"}""", "MessageBody")]
    [InlineData("""{"MessageBody":"a\udfffb"}""", "MessageBody")]
    [InlineData("""{"MessageBody":"\ud83d\ud83d"}""", "MessageBody")]
    [InlineData("""{"MessageBody":"\ude00\ud83d"}""", "MessageBody")]
    [InlineData("""{"Entries":[{"Id":"1","MessageBody":"a"},{"Id":"2","MessageBody":"\ud800"}]}""", "Entries[1].MessageBody")]
    public async Task A_body_is_refused_with_SQSs_text_and_the_name_of_the_parameter(string body, string name)
    {
        Assert.Equal(
            (HttpStatusCode.BadRequest, $$"""{"__type":"com.amazonaws.sqs#InvalidMessageContents","message":"{{Contents}}. {{name}} holds half of a surrogate pair or invalid UTF-8, which is not text."}"""),
            await PostAsync(name.StartsWith('E') ? "SendMessageBatch" : "SendMessage", body));
    }

    [Theory]
    [InlineData("CreateQueue", """{"QueueName":"\ud800"}""", "QueueName")]
    [InlineData("CreateQueue", """{"QueueName":"q","Attributes":{"Policy":"\ud800"}}""", "Attributes.Policy")]
    [InlineData("CreateQueue", """{"QueueName":"q","tags":{"a":"\ud800"}}""", "tags.a")]
    [InlineData("GetQueueUrl", """{"QueueName":"\ud800"}""", "QueueName")]
    [InlineData("ListQueues", """{"QueueNamePrefix":"\ud800"}""", "QueueNamePrefix")]
    [InlineData("ListQueues", """{"NextToken":"\ud800"}""", "NextToken")]
    [InlineData("GetQueueAttributes", """{"AttributeNames":["All","\ud800"]}""", "AttributeNames[1]")]
    [InlineData("SendMessage", """{"QueueUrl":"\ud800"}""", "QueueUrl")]
    [InlineData("SendMessage", """{"MessageGroupId":"\ud800"}""", "MessageGroupId")]
    [InlineData("SendMessage", """{"MessageDeduplicationId":"\ud800"}""", "MessageDeduplicationId")]
    [InlineData("SendMessage", """{"MessageAttributes":{"a":{"DataType":"String","StringValue":"\ud800"}}}""", "MessageAttributes.a.StringValue")]
    [InlineData("SendMessage", """{"MessageAttributes":{"a":{"DataType":"\ud800"}}}""", "MessageAttributes.a.DataType")]
    [InlineData("SendMessage", """{"MessageAttributes":{"a":{"StringListValues":["\ud800"]}}}""", "MessageAttributes.a.StringListValues[0]")]
    [InlineData("SendMessage", """{"MessageSystemAttributes":{"AWSTraceHeader":{"StringValue":"\ud800"}}}""", "MessageSystemAttributes.AWSTraceHeader.StringValue")]
    [InlineData("SendMessageBatch", """{"Entries":[{"Id":"\ud800"}]}""", "Entries[0].Id")]
    [InlineData("DeleteMessage", """{"ReceiptHandle":"\ud800"}""", "ReceiptHandle")]
    [InlineData("ReceiveMessage", """{"ReceiveRequestAttemptId":"\ud800"}""", "ReceiveRequestAttemptId")]
    [InlineData("UntagQueue", """{"TagKeys":["\ud800"]}""", "TagKeys[0]")]
    [InlineData("AddPermission", """{"Label":"\ud800"}""", "Label")]
    [InlineData("StartMessageMoveTask", """{"SourceArn":"\ud800"}""", "SourceArn")]
    [InlineData("CancelMessageMoveTask", """{"TaskHandle":"\ud800"}""", "TaskHandle")]
    public async Task Any_other_string_is_refused_with_the_name_of_its_parameter(string operation, string body, string name) =>
        Assert.Equal(
            (HttpStatusCode.BadRequest, $$"""{"__type":"com.amazon.coral.service#SerializationException","message":"{{name}} holds half of a surrogate pair or invalid UTF-8, which is not text."}"""),
            await PostAsync(operation, body));

    [Theory]
    [InlineData("TagQueue", """{"Tags":{"a":"b","\ud800":"a"}}""", "Tags")]
    [InlineData("SendMessage", """{"MessageAttributes":{"a":{"DataType":"String"},"\ud800":{}}}""", "MessageAttributes")]
    [InlineData("SendMessage", """{"MessageAttributes":{"a":{"\ud800":"String"}}}""", "MessageAttributes.a")]
    [InlineData("SendMessageBatch", """{"Entries":[{"Id":"1","MessageAttributes":{"\ud800":{}}}]}""", "Entries.MessageAttributes")]
    [InlineData("SendMessage", """{"\ud800":1}""", "the request body")]
    public async Task A_name_is_refused_with_the_parameter_that_it_is_in(string operation, string body, string parent) =>
        Assert.Equal(
            (HttpStatusCode.BadRequest, $$"""{"__type":"com.amazon.coral.service#SerializationException","message":"A name in {{parent}} holds half of a surrogate pair or invalid UTF-8, which is not text."}"""),
            await PostAsync(operation, body));

    [Fact]
    public async Task Bytes_that_are_not_UTF8_are_refused_with_the_name_of_the_parameter() =>
        Assert.Equal(
            (HttpStatusCode.BadRequest, """{"__type":"com.amazon.coral.service#SerializationException","message":"QueueName holds half of a surrogate pair or invalid UTF-8, which is not text."}"""),
            await PostAsync("CreateQueue", [.. "{\"QueueName\":\""u8, 0xFF, .. "\"}"u8]));

    [Theory]
    [InlineData("""{"QueueName":{}}""", "The request body is not valid JSON for this operation: QueueName is not of the right type.")]
    [InlineData("""{"Attributes":{"DelaySeconds":1}}""", "The request body is not valid JSON for this operation: Attributes.DelaySeconds is not of the right type.")]
    [InlineData("""{"Attributes":"a"}""", "The request body is not valid JSON for this operation: Attributes is not of the right type.")]
    [InlineData("[]", "The request body is not valid JSON for this operation: the request body is not of the right type.")]
    [InlineData("{\n\"QueueName\"", "The request body is not valid JSON (line 2, byte 12).")]
    [InlineData("{} x", "The request body is not valid JSON (line 1, byte 4).")]
    public async Task An_error_names_no_type_of_this_program(string body, string message) =>
        Assert.Equal(
            (HttpStatusCode.BadRequest, $$"""{"__type":"com.amazon.coral.service#SerializationException","message":"{{message}}"}"""),
            await PostAsync("CreateQueue", body));

    [Fact]
    public async Task A_name_without_end_does_not_make_the_answer_long()
    {
        var (status, answer) = await PostAsync("CreateQueue", $$$"""{"Attributes":{"{{{new string('a', 100_000)}}}":1}}""");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.InRange(answer.Length, 200, 500);
    }

    [Fact]
    public async Task A_whole_surrogate_pair_is_text()
    {
        string url = (await endpoint.Sqs.CreateQueueAsync($"q-{Guid.NewGuid():N}")).QueueUrl;
        var (status, _) = await PostAsync("SendMessage", $$"""{"QueueUrl":"{{url}}","MessageBody":"\ud83d\ude00"}""");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("😀", Assert.Single((await endpoint.Sqs.ReceiveMessageAsync(url)).Messages).Body);
    }

    private Task<(HttpStatusCode Status, string Body)> PostAsync(string operation, string body) => PostAsync(operation, Encoding.UTF8.GetBytes(body));

    private async Task<(HttpStatusCode Status, string Body)> PostAsync(string operation, byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint.Url) { Content = new ByteArrayContent(body) };
        request.Headers.Add("X-Amz-Target", $"AmazonSQS.{operation}");
        using var response = await endpoint.Http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
