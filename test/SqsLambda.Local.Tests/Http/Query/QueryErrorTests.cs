using System.Net;
using System.Text;
using SqsLambda.Local.Http;

namespace SqsLambda.Local.Tests.Http.Query;

/// <summary>Requests of the Query protocol that are refused.</summary>
public sealed class QueryErrorTests(RunningEndpoint endpoint) : IClassFixture<RunningEndpoint>
{
    private const string NotText = "holds half of a surrogate pair or invalid UTF-8, which is not text.";

    private QueryClient Client { get; } = new(endpoint.Http, endpoint.Url);

    [Theory]
    [InlineData("Action=FooBar&Version=2012-11-05", "InvalidAction", "The action FooBar is not valid for this endpoint.")]
    [InlineData("Action=CreateQueue&QueueName=a", "InvalidAction", "The action CreateQueue is not valid for this endpoint.")]
    [InlineData("Action=ListQueues", "InvalidAction", "The action ListQueues is not valid for this endpoint.")]
    [InlineData("Version=2012-11-05", "MissingAction", "The request names no action: it has neither the header X-Amz-Target (AWS JSON 1.0) nor the parameter Action (AWS Query, in the URL or in a body of the type application/x-www-form-urlencoded).")]
    [InlineData("Action=", "MissingAction", "The request names no action: it has neither the header X-Amz-Target (AWS JSON 1.0) nor the parameter Action (AWS Query, in the URL or in a body of the type application/x-www-form-urlencoded).")]
    [InlineData("Action=SendMessage", "MissingParameter", "The request must contain the parameter MessageBody.")]
    [InlineData("Action=SendMessage&MessageBody=a&DelaySeconds=soon", "MalformedInput", "DelaySeconds must be an integer.")]
    [InlineData("Action=SendMessage&MessageBody=a&DelaySeconds=", "MalformedInput", "DelaySeconds must be an integer.")]
    [InlineData("Action=SendMessage&MessageBody=a&DelaySeconds=99999999999", "MalformedInput", "DelaySeconds must be an integer.")]
    [InlineData("Action=SendMessage&MessageBody=a&DelaySeconds=901", "InvalidParameterValue", "Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.")]
    [InlineData("Action=SendMessage&MessageBody=a&MessageAttribute.1.Name=b&MessageAttribute.1.Value.BinaryValue=%3F", "MalformedInput", "MessageAttribute.1.Value.BinaryValue must be base64.")]
    [InlineData("Action=SendMessage&MessageBody=a&MessageAttribute.1.Name=b", "InvalidParameterValue", "The message (user) attribute 'b' must contain a non-empty message attribute value.")]
    [InlineData("Action=SendMessage&MessageBody=a&MessageAttribute.1.Value.DataType=String", "MissingParameter", "The request must contain the parameter MessageAttribute.1.Name.")]
    [InlineData("Action=SendMessage&MessageBody=a&MessageAttribute.1.Name=b&MessageAttribute.1.Value.DataType=String&MessageAttribute.1.Value.StringListValue.1=c", "InvalidParameterValue", "Message attribute list values in SendMessage operation are not supported.")]
    [InlineData("Action=SetQueueAttributes&Attribute.2.Name=DelaySeconds", "MissingParameter", "The request must contain the parameter Attribute.2.Value.")]
    [InlineData("Action=GetQueueAttributes&AttributeName.1=Foobar", "InvalidAttributeName", "Unknown Attribute Foobar.")]
    [InlineData("Action=SendMessageBatch", "AWS.SimpleQueueService.EmptyBatchRequest", "There should be at least one SendMessageBatchRequestEntry in the request.")]
    [InlineData("Action=DeleteMessageBatch&Entries=", "AWS.SimpleQueueService.EmptyBatchRequest", "There should be at least one DeleteMessageBatchRequestEntry in the request.")]
    [InlineData("Action=SendMessageBatch&SendMessageBatchRequestEntry.3.MessageBody=a", "MissingParameter", "The request must contain the parameter SendMessageBatchRequestEntry.1.Id.")]
    [InlineData("Action=SendMessageBatch&SendMessageBatchRequestEntry.1.Id=a&SendMessageBatchRequestEntry.2147483648.Id=b", "MalformedInput", "SendMessageBatchRequestEntry.2147483648 is no item of a list: its number must be 0 to 2147483647.")]
    [InlineData("Action=DeleteMessageBatch&DeleteMessageBatchRequestEntry.-1.Id=b", "MalformedInput", "DeleteMessageBatchRequestEntry.-1 is no item of a list: its number must be 0 to 2147483647.")]
    [InlineData("Action=GetQueueAttributes&AttributeName.one=All", "MalformedInput", "AttributeName.one is no item of a list: its number must be 0 to 2147483647.")]
    [InlineData("Action=SetQueueAttributes&Attribute.Name=DelaySeconds&Attribute.Value=5&Attribute.x.Name=a", "MalformedInput", "Attribute.x is no item of a list: its number must be 0 to 2147483647.")]
    [InlineData("Action=ChangeMessageVisibility&ReceiptHandle=a", "MissingParameter", "The request must contain the parameter VisibilityTimeout.")]
    [InlineData("Action=SendMessage&MessageBody=%ED%A0%80", "InvalidMessageContents", "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF. MessageBody " + NotText)]
    [InlineData("Action=SendMessageBatch&SendMessageBatchRequestEntry.1.MessageBody=%FF", "InvalidMessageContents", "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF. SendMessageBatchRequestEntry.1.MessageBody " + NotText)]
    [InlineData("Action=TagQueue&Tag.1.Value=%C3", "MalformedInput", "Tag.1.Value " + NotText)]
    public async Task A_request_is_refused_with_AWSs_code(string parameters, string code, string message)
    {
        string path = new Uri(await Client.CreateAsync()).AbsolutePath;

        Assert.Equal((HttpStatusCode.BadRequest, "Sender", code, message), (await Client.PostAsync(parameters, path)).Error);
        Assert.Equal((HttpStatusCode.BadRequest, "Sender", code, message), (await Client.GetAsync(parameters, path)).Error);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task Only_POST_and_GET_run_an_action(string method)
    {
        string name = $"q-{Guid.NewGuid():N}";
        using var request = new HttpRequestMessage(new(method), $"{endpoint.Url}/?Action=CreateQueue&QueueName={name}");
        using var target = new HttpRequestMessage(new(method), endpoint.Url) { Headers = { { "X-Amz-Target", "AmazonSQS.ListQueues" } } };

        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await Client.SendAsync(request)).Status);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await Client.SendAsync(target)).Status);
        Assert.Empty((await Client.PostAsync($"Action=ListQueues&QueueNamePrefix={name}")).Values("QueueUrl"));
    }

    [Fact]
    public async Task An_error_has_the_status_of_its_code()
    {
        string url = await Client.CreateAsync();
        string path = new Uri(url).AbsolutePath;
        Assert.Equal(
            (HttpStatusCode.NotFound, "Sender", "ResourceNotFoundException", "The resource that you specified for the SourceArn parameter doesn't exist."),
            (await Client.PostAsync("Action=StartMessageMoveTask&SourceArn=arn:aws:sqs:us-east-1:000000000000:none")).Error);
        await Client.PostAsync("Action=PurgeQueue", path);
        Assert.Equal(
            (HttpStatusCode.Forbidden, "Sender", "AWS.SimpleQueueService.PurgeQueueInProgress", $"Only one PurgeQueue operation on {path.Split('/')[^1]} is allowed every 60 seconds."),
            (await Client.PostAsync("Action=PurgeQueue", path)).Error);
    }

    [Fact]
    public async Task A_form_that_is_too_long_is_refused_however_it_is_sent()
    {
        foreach (bool isChunked in (bool[])[false, true])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, endpoint.Url)
            {
                Content = new StringContent("Action=ListQueues&a=" + new string('a', EndpointOptions.MaxBodyBytes), Encoding.UTF8, "application/x-www-form-urlencoded"),
            };
            request.Headers.TransferEncodingChunked = isChunked;

            Assert.Equal(
                (HttpStatusCode.RequestEntityTooLarge, "Sender", "RequestEntityTooLarge", "The request body is longer than 8388608 bytes, which no valid SQS request needs."),
                (await Client.SendAsync(request)).Error);
        }
    }

    [Fact]
    public async Task A_form_with_very_many_parameters_is_refused() =>
        Assert.Equal(
            (HttpStatusCode.BadRequest, "Sender", "MalformedInput", "The request has more than 10000 parameters."),
            (await Client.PostAsync("Action=ListQueues" + string.Concat(Enumerable.Repeat("&a=", 10_000)))).Error);

    [Theory]
    [InlineData("Origin", "https://example.com")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Host", "example.com")]
    public async Task A_web_page_is_refused_in_the_protocol_that_it_speaks(string header, string value)
    {
        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Post])
        {
            using var request = new HttpRequestMessage(method, endpoint.Url + "/?Action=ListQueues");
            request.Headers.Add(header, value);
            var error = (await Client.SendAsync(request)).Error;

            Assert.Equal((HttpStatusCode.Forbidden, "Sender", "AccessDenied"), (error.Status, error.Type, error.Code));
        }
    }
}
