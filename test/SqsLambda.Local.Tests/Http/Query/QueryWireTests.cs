using System.IO.Hashing;
using System.Net;
using System.Text;
using SqsLambda.Local.Http;
using SqsLambda.Local.Sqs;

namespace SqsLambda.Local.Tests.Http.Query;

/// <summary>The Query protocol, byte by byte.</summary>
public sealed class QueryWireTests(RunningEndpoint endpoint) : IClassFixture<RunningEndpoint>
{
    private const string Head = """<?xml version="1.0" encoding="utf-8"?>""";

    private QueryClient Client { get; } = new(endpoint.Http, endpoint.Url);

    [Fact]
    public async Task An_answer_is_XML_in_the_namespace_of_SQS_with_the_id_of_the_request()
    {
        string name = $"q-{Guid.NewGuid():N}";
        var answer = await Client.PostAsync($"Action=CreateQueue&QueueName={name}&Version=2012-11-05");

        Assert.Equal((HttpStatusCode.OK, "text/xml"), (answer.Status, answer.Type));
        Assert.Equal(
            Head + """<CreateQueueResponse xmlns="http://queue.amazonaws.com/doc/2012-11-05/">"""
            + $"<CreateQueueResult><QueueUrl>{endpoint.Url}/000000000000/{name}</QueueUrl></CreateQueueResult>"
            + $"<ResponseMetadata><RequestId>{answer.RequestId}</RequestId></ResponseMetadata></CreateQueueResponse>",
            answer.Text);
        byte[] bytes = Encoding.UTF8.GetBytes(answer.Text);
        Assert.Equal(bytes.Length, answer.Length);
        Assert.Equal($"{Crc32.HashToUInt32(bytes)}", answer.Headers["x-amz-crc32"]);
        Assert.True(Guid.TryParse(answer.RequestId, out _));
    }

    [Fact]
    public async Task An_error_is_XML_with_its_kind_and_code_and_the_id_of_the_request()
    {
        var answer = await Client.GetAsync("Action=GetQueueAttributes&AttributeName.1=QueueArn", "/000000000000/none");

        Assert.Equal((HttpStatusCode.BadRequest, "text/xml"), (answer.Status, answer.Type));
        Assert.Equal(
            Head + """<ErrorResponse xmlns="http://queue.amazonaws.com/doc/2012-11-05/"><Error><Type>Sender</Type>"""
            + "<Code>AWS.SimpleQueueService.NonExistentQueue</Code><Message>The specified queue does not exist for this wsdl version.</Message><Detail />"
            + $"</Error><RequestId>{answer.RequestId}</RequestId></ErrorResponse>",
            answer.Text);
        Assert.DoesNotContain("x-amzn-query-error", answer.Headers.Keys);
    }

    [Fact]
    public async Task An_operation_without_an_answer_has_the_id_of_the_request_alone()
    {
        string url = await Client.CreateAsync();
        var answer = await Client.PostAsync($"Action=PurgeQueue&QueueUrl={Uri.EscapeDataString(url)}");

        Assert.Equal(
            Head + """<PurgeQueueResponse xmlns="http://queue.amazonaws.com/doc/2012-11-05/">"""
            + $"<ResponseMetadata><RequestId>{answer.RequestId}</RequestId></ResponseMetadata></PurgeQueueResponse>",
            answer.Text);
    }

    [Fact]
    public async Task An_empty_receive_has_an_empty_result()
    {
        string url = await Client.CreateAsync();
        Assert.Contains("<ReceiveMessageResult />", (await Client.GetAsync("Action=ReceiveMessage", PathOf(url))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_path_of_a_request_names_its_queue_unless_a_parameter_does()
    {
        string url = await Client.CreateAsync(), other = await Client.CreateAsync();
        string path = PathOf(url);
        await Client.GetAsync("Action=SendMessage&MessageBody=1", path);
        await Client.GetAsync("Action=SendMessage&MessageBody=2", path + "/");
        await Client.PostAsync("Action=SendMessage&MessageBody=3", path + "/");
        await Client.PostAsync("MessageBody=4", path + "?Action=SendMessage&MessageBody=of+the+URL");
        await Client.PostAsync($"Action=SendMessage&MessageBody=other&QueueUrl={Uri.EscapeDataString(other)}", path);

        var received = await Client.GetAsync("Action=ReceiveMessage&MaxNumberOfMessages=10", path);
        Assert.Equal(["1", "2", "3", "4"], received.Values("Body").Order());
        Assert.Equal(["other"], (await Client.GetAsync("Action=ReceiveMessage", PathOf(other))).Values("Body"));
    }

    [Theory]
    [InlineData("AttributeName.1=DelaySeconds&AttributeName.2=VisibilityTimeout", "DelaySeconds VisibilityTimeout")]
    [InlineData("AttributeName.7=DelaySeconds&AttributeName.10=VisibilityTimeout", "DelaySeconds VisibilityTimeout")]
    [InlineData("AttributeName=DelaySeconds", "DelaySeconds")]
    [InlineData("AttributeNames.1=DelaySeconds", "DelaySeconds")]
    [InlineData("AttributeName=", "")]
    [InlineData("AttributeNames=", "")]
    [InlineData("Other.1=DelaySeconds&Other.x=VisibilityTimeout", "")]
    [InlineData("A.1.2.3.4.5.6.7.8.9=1&.=2&=3&&AttributeName.1=DelaySeconds", "DelaySeconds")]
    public async Task A_list_is_numbered_and_one_item_needs_no_number(string parameters, string names)
    {
        string url = await Client.CreateAsync();
        var answer = await Client.GetAsync($"Action=GetQueueAttributes&{parameters}", PathOf(url));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(names, string.Join(' ', answer.Values("Name").Order()));
    }

    [Theory]
    [InlineData("&Attribute.1.Name=DelaySeconds&Attribute.1.Value=7")]
    [InlineData("&Attribute.Name=DelaySeconds&Attribute.Value=7")]
    [InlineData("&Attributes.1.Name=DelaySeconds&Attributes.1.Value=7")]
    [InlineData("&Attribute.3.Value=7&Attribute.3.Name=DelaySeconds&Attribute.1.Name=VisibilityTimeout&Attribute.1.Value=9")]
    [InlineData("&Attribute.1.Name=DelaySeconds&Attribute.1.Value=5&Attribute%2E1%2EValue=%37")]
    public async Task A_map_is_numbered_and_one_entry_needs_no_number(string parameters)
    {
        string url = await Client.CreateAsync(parameters);
        var answer = await Client.GetAsync("Action=GetQueueAttributes&AttributeName.1=DelaySeconds", PathOf(url));

        Assert.Equal(["7"], answer.Values("Value"));
    }

    [Fact]
    public async Task Entries_of_a_batch_are_sent_in_the_order_of_their_numbers()
    {
        string url = await Client.CreateAsync("&Attribute.1.Name=FifoQueue&Attribute.1.Value=true", ".fifo");
        string entries = string.Concat(((int[])[10, 9, 2, 1]).Select(n =>
            $"&SendMessageBatchRequestEntry.{n}.Id=id{n}&SendMessageBatchRequestEntry.{n}.MessageBody=body{n}"
            + $"&SendMessageBatchRequestEntry.{n}.MessageGroupId=g&SendMessageBatchRequestEntry.{n}.MessageDeduplicationId=d{n}"));
        var sent = await Client.PostAsync("Action=SendMessageBatch" + entries, PathOf(url));
        var received = await Client.PostAsync("Action=ReceiveMessage&MaxNumberOfMessages=10", PathOf(url));

        Assert.Equal(["id1", "id2", "id9", "id10"], sent.Values("Id"));
        Assert.Equal(["body1", "body2", "body9", "body10"], received.Values("Body"));
    }

    [Fact]
    public async Task A_message_keeps_its_text_and_its_attributes_of_all_types()
    {
        string url = await Client.CreateAsync();
        const string Body = "a <b> & \"c\" 'd' é 😀 +%20=\t\r\n\r ]]>";
        const string Trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
        var sent = await Client.PostAsync(
            $"Action=SendMessage&MessageBody={Uri.EscapeDataString(Body)}"
            + "&MessageAttribute.1.Name=text&MessageAttribute.1.Value.DataType=String&MessageAttribute.1.Value.StringValue=a+b"
            + "&MessageAttribute.2.Name=number&MessageAttribute.2.Value.DataType=Number.int&MessageAttribute.2.Value.StringValue=6"
            + "&MessageAttribute.3.Name=bytes&MessageAttribute.3.Value.DataType=Binary&MessageAttribute.3.Value.BinaryValue=AP%2F%2B"
            + "&MessageSystemAttribute.1.Name=AWSTraceHeader&MessageSystemAttribute.1.Value.DataType=String"
            + $"&MessageSystemAttribute.1.Value.StringValue={Uri.EscapeDataString(Trace)}",
            PathOf(url));
        Assert.Equal(["5ae4d5d7636402d80f4eb6d213245a88"], sent.Values("MD5OfMessageSystemAttributes"));

        var received = await Client.PostAsync("Action=ReceiveMessage&AttributeName.1=AWSTraceHeader&MessageAttributeName.1=All", PathOf(url));
        var message = received.Result.Elements().Single();
        Assert.Equal("Message", message.Name.LocalName);
        Assert.Equal(["MessageId", "ReceiptHandle", "MD5OfBody", "Body", "Attribute", "MD5OfMessageAttributes", "MessageAttribute", "MessageAttribute", "MessageAttribute"], message.Elements().Select(element => element.Name.LocalName));
        Assert.Equal([Body], received.Values("Body"));
        Assert.Equal(sent.Values("MD5OfMessageAttributes"), received.Values("MD5OfMessageAttributes"));
        Assert.Equal(
            [
                $"<Attribute><Name>AWSTraceHeader</Name><Value>{Trace}</Value></Attribute>",
                "<MessageAttribute><Name>bytes</Name><Value><BinaryValue>AP/+</BinaryValue><DataType>Binary</DataType></Value></MessageAttribute>",
                "<MessageAttribute><Name>number</Name><Value><DataType>Number.int</DataType><StringValue>6</StringValue></Value></MessageAttribute>",
                "<MessageAttribute><Name>text</Name><Value><DataType>String</DataType><StringValue>a b</StringValue></Value></MessageAttribute>",
            ],
            message.Elements().Where(element => element.Name.LocalName.EndsWith("Attribute", StringComparison.Ordinal))
                .Select(element => ProtocolForms.Sorted(element)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("AttributeName.1")]
    [InlineData("AttributeName")]
    [InlineData("MessageSystemAttributeName.1")]
    [InlineData("MessageSystemAttributeNames.1")]
    public async Task System_attributes_come_by_any_of_their_names(string parameter)
    {
        string path = PathOf(await Client.CreateAsync());
        await Client.PostAsync("Action=SendMessage&MessageBody=a", path);
        var received = await Client.PostAsync($"Action=ReceiveMessage&{parameter}=ApproximateReceiveCount", path);

        Assert.Equal(["ApproximateReceiveCount"], received.Values("Name"));
        Assert.Equal(["1"], received.Values("Value"));
    }

    [Fact]
    public async Task A_control_character_that_XML_cannot_hold_is_replaced()
    {
        string url = await Client.CreateAsync();
        var error = (await Client.PostAsync("Action=DeleteMessage&ReceiptHandle=a%00%1Bb%0D", PathOf(url))).Error;

        Assert.Equal(
            (HttpStatusCode.BadRequest, "Sender", "ReceiptHandleIsInvalid", "The input receipt handle \"a\uFFFD\uFFFDb\r\" is not a valid receipt handle."),
            error);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("/", false)]
    [InlineData("/000000000000/q", false)]
    [InlineData("/favicon.ico?v=1", true)]
    public async Task A_browser_gets_a_page(string path, bool acceptsHtml)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, endpoint.Url + path);
        if (acceptsHtml)
        {
            request.Headers.Add("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        }

        var answer = await Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.StartsWith("SqsLambda.Local: an Amazon SQS endpoint for this machine (AWS JSON 1.0 by POST, AWS Query by POST and GET).\n", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_lists_the_queues_of_every_region()
    {
        using var regions = new SqsRegions(TimeProvider.System);
        regions.Default.CreateQueue("b").SendMessage(new() { MessageBody = "body" });
        regions.In("eu-west-1").CreateQueue("a");
        await using SqsEndpoint own = await SqsEndpoint.StartAsync(regions, port: 0);
        using var request = new HttpRequestMessage(HttpMethod.Get, own.Url);

        Assert.Equal(
            [
                $"eu-west-1  {own.Url}/000000000000/a  visible 0, in flight 0, delayed 0",
                $"us-east-1  {own.Url}/000000000000/b  visible 1, in flight 0, delayed 0",
            ],
            (await Client.SendAsync(request)).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..]);
    }

    [Fact]
    public async Task HEAD_finds_the_endpoint()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, endpoint.Url);

        var answer = await Client.SendAsync(request);
        Assert.Equal((HttpStatusCode.OK, ""), (answer.Status, answer.Text));
    }

    [Fact]
    public async Task A_browser_that_asks_for_an_action_gets_its_answer()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, endpoint.Url + "/?Action=ListQueues&QueueNamePrefix=none-");
        request.Headers.Add("Accept", "text/html");

        Assert.Contains("<ListQueuesResult />", (await Client.SendAsync(request)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_with_a_target_is_JSON_though_curl_calls_its_body_a_form()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint.Url) { Content = new StringContent("""{"QueueNamePrefix":"none-"}""") };
        request.Content.Headers.ContentType = new("application/x-www-form-urlencoded");
        request.Headers.Add("X-Amz-Target", "AmazonSQS.ListQueues");

        Assert.Equal("{}", (await Client.SendAsync(request)).Text);
    }

    private static string PathOf(string url) => new Uri(url).AbsolutePath;
}
