using Amazon.SQS;
using Amazon.SQS.Model;

namespace SqsLambda.Local.Tests.Http;

/// <summary>The MD5 of bodies and attributes, against values recorded from SQS or computed apart from this code.</summary>
public sealed class SdkDigestTests(RunningEndpoint endpoint) : IClassFixture<RunningEndpoint>
{
    private AmazonSQSClient Sqs => endpoint.Sqs;

    [Theory]
    [InlineData("a", "0cc175b9c0f1b6a831c399e269772661")]
    [InlineData("é😀", "62b3afe3b01f6f80152b567d9b216cde")]
    [InlineData("<\"\\>\t\r\n", "d6de153f3049e5b42d01e117051e6959")]
    public async Task Covers_the_body_in_UTF8(string body, string md5)
    {
        string url = await Sqs.StandardAsync();
        Assert.Equal(md5, (await Sqs.SendAsync(url, body)).MD5OfMessageBody);
        var batch = await Sqs.SendMessageBatchAsync(url, [new("e", body)]);
        Assert.Equal(md5, batch.Successful.Single().MD5OfMessageBody);
        var received = await Sqs.ReceiveAsync(url);
        Assert.Equal([md5, md5], received.Select(message => message.MD5OfBody));
    }

    [Theory]
    [InlineData("test-key:String:test-value", "befa18540a897f7d022bf07057754a03")]
    [InlineData("Title:String:The Whistler|WeeksOn:Number:6|Author:String:John Grisham", "d25a6aea97eb8f585bfa92d314504a92")]
    [InlineData("test-key-alt:String:test-value-alt|test-key:String:test-value", "2256c3b617e2b4b3ae4f2d455dcf54d0")]
    [InlineData("test-key:String.custom:test-value", "fd9bfffe00eb11b0c26e40d9df44d679")]
    [InlineData("n:Number.int:-1.50", "6c8666f305a88a5305c8748917e67f8b")]
    [InlineData("b:Binary:0001ff", "35842bdf855d374207ff397bc05e1ca4")]
    [InlineData("b:Binary.png:0001ff", "4268329e3d0b2552a764cd4ae1e03423")]
    [InlineData("a.b:String:ü😀|b:String:1|B:String:2", "b42a0336001c56f3e6882d562817a4fa")]
    public async Task Covers_attributes_by_name_with_their_whole_types(string attributes, string md5)
    {
        string url = await Sqs.StandardAsync();
        var sent = await Sqs.SendMessageAsync(new SendMessageRequest(url, "a") { MessageAttributes = Parse(attributes) });
        var batch = await Sqs.SendMessageBatchAsync(url, [new("e", "a") { MessageAttributes = Parse(attributes) }]);

        Assert.Equal((md5, md5), (sent.MD5OfMessageAttributes, batch.Successful.Single().MD5OfMessageAttributes));
        var received = await Sqs.ReceiveAsync(url);
        Assert.Equal([md5, md5], received.Select(message => message.MD5OfMessageAttributes));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("none", null)]
    [InlineData("test-key", "befa18540a897f7d022bf07057754a03")]
    [InlineData("test-key none", "befa18540a897f7d022bf07057754a03")]
    [InlineData("All", "2256c3b617e2b4b3ae4f2d455dcf54d0")]
    [InlineData("test-key.*", "2256c3b617e2b4b3ae4f2d455dcf54d0")]
    public async Task Covers_on_receive_only_the_attributes_that_are_returned(string? names, string? md5)
    {
        string url = await Sqs.StandardAsync();
        await Sqs.SendMessageAsync(new SendMessageRequest(url, "a")
        {
            MessageAttributes = Parse("test-key:String:test-value|test-key-alt:String:test-value-alt"),
        });
        var received = await Sqs.ReceiveMessageAsync(
            new ReceiveMessageRequest { QueueUrl = url, MessageAttributeNames = names?.Split(' ').ToList() });

        Assert.Equal(md5, Assert.Single(received.Messages).MD5OfMessageAttributes);
    }

    [Fact]
    public async Task Covers_system_attributes_on_their_own()
    {
        const string Trace = "AWSTraceHeader:String:Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
        string url = await Sqs.StandardAsync();
        var sent = await Sqs.SendMessageAsync(new SendMessageRequest(url, "a")
        {
            MessageAttributes = Parse("test-key:String:test-value"),
            MessageSystemAttributes = Parse(Trace).ToDictionary(
                pair => pair.Key, pair => new MessageSystemAttributeValue { DataType = pair.Value.DataType, StringValue = pair.Value.StringValue }),
        });

        Assert.Equal("befa18540a897f7d022bf07057754a03", sent.MD5OfMessageAttributes);
        Assert.Equal("5ae4d5d7636402d80f4eb6d213245a88", sent.MD5OfMessageSystemAttributes);
    }

    [Fact]
    public async Task Is_absent_where_there_are_no_attributes()
    {
        string url = await Sqs.StandardAsync();
        var sent = await Sqs.SendAsync(url, "a");
        Assert.Null(sent.MD5OfMessageAttributes);
        Assert.Null(sent.MD5OfMessageSystemAttributes);
        Assert.Null((await Sqs.ReceiveOneAsync(url)).MD5OfMessageAttributes);
    }

    // Attributes as name:type:value, binary values in hexadecimal.
    private static Dictionary<string, MessageAttributeValue> Parse(string attributes) => attributes.Split('|')
        .Select(attribute => attribute.Split(':', 3))
        .ToDictionary(parts => parts[0], parts => parts[1].StartsWith("Binary", StringComparison.Ordinal)
            ? new MessageAttributeValue { DataType = parts[1], BinaryValue = new MemoryStream(Convert.FromHexString(parts[2])) }
            : new MessageAttributeValue { DataType = parts[1], StringValue = parts[2] });
}
