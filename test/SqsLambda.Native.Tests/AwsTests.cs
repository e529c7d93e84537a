using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Amazon.SQS;
using SqsLambda.Aws.Tests.DynamoDb;
using SqsLambda.Local.Http;
using SqsLambda.Local.Sqs;
using SqsLambda.Testing;
using SqsLambda.Tests.Commands;
using SqsLambda.Tests.Deploy;
using ReceiveMessageRequest = Amazon.SQS.Model.ReceiveMessageRequest;

namespace SqsLambda.Native.Tests;

/// <summary>The native function calls DynamoDB and SQS.</summary>
[Collection(nameof(SharedPublications))]
[Trait("Category", "Long")]
public sealed class AwsTests(PublishedNativeFunction native, DynamoDbLocal dynamoDb) : IClassFixture<DynamoDbLocal>
{
    [SkippableFact]
    public async Task An_order_is_recorded_once_in_DynamoDB()
    {
        string orders = await dynamoDb.CreateTableAsync("orderId");
        var environment = new Dictionary<string, string>
        {
            ["AWS_ENDPOINT_URL_DYNAMODB"] = dynamoDb.Endpoint.ToString(),
            ["AWS_REGION"] = DynamoDbLocal.Region,
            ["AWS_ACCESS_KEY_ID"] = DynamoDbLocal.AccessKey,
            ["IDEMPOTENCY_TABLE"] = await dynamoDb.CreateTableAsync(),
            ["ORDERS_TABLE"] = orders,
        };
        string json = TestSqsEvent.Of("""{"orderId":"1","sku":"TEA-250","quantity":3}""").ToJson();

        // The second process knows of the first one's work only by the table.
        foreach (int _ in Enumerable.Range(0, 2))
        {
            await using FunctionProcess function = await FunctionProcess.StartAsync(await native.HereAsync(), environment);
            Assert.Equal("""{"batchItemFailures":[]}""", await function.Api.InvokeAsync(json).WaitAsync(Command.HangLimit));
        }

        using AmazonDynamoDBClient client = dynamoDb.NewClient();
        Dictionary<string, AttributeValue> order = (await client.GetItemAsync(orders, new() { ["orderId"] = new("1") })).Item;
        Assert.Equal(("TEA-250", "3", "1"), (order["sku"].S, order["quantity"].N, order["timesRecorded"].N));
    }

    [SkippableFact]
    public async Task A_message_that_is_not_valid_is_sent_to_the_dead_letter_queue()
    {
        using var regions = new SqsRegions(TimeProvider.System);
        await using SqsEndpoint endpoint = await SqsEndpoint.StartAsync(regions, port: 0);
        using var client = new AmazonSQSClient(
            new BasicAWSCredentials("test", "test"), new AmazonSQSConfig { ServiceURL = endpoint.Url, AuthenticationRegion = AwsEnvironment.Region });
        string queueUrl = (await client.CreateQueueAsync("orders-dlq")).QueueUrl;
        await using FunctionProcess function = await FunctionProcess.StartAsync(
            await native.HereAsync(), new Dictionary<string, string> { ["DEAD_LETTER_QUEUE"] = "orders-dlq", ["AWS_ENDPOINT_URL_SQS"] = endpoint.Url });

        string answer = await function.Api.InvokeAsync(TestSqsEvent.Of("no order").ToJson()).WaitAsync(Command.HangLimit);

        Assert.Equal("""{"batchItemFailures":[]}""", answer);
        Amazon.SQS.Model.ReceiveMessageResponse received = await client.ReceiveMessageAsync(new ReceiveMessageRequest(queueUrl) { MessageAttributeNames = ["All"] });
        Assert.Equal("no order", Assert.Single(received.Messages).Body);
    }
}
