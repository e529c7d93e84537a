using Amazon;
using Amazon.Lambda.SQSEvents;
using Amazon.SQS;
using SqsLambda.Aws.Queues;
using SqsLambda.Batch;
using SqsLambda.Batch.Failures;

namespace SqsLambda.Aws.Tests.Queues;

/// <summary>The queue whose messages are hidden.</summary>
public sealed class SqsMessageVisibilityTests
{
    public static TheoryData<string, AmazonSQSConfig, string> Endpoints => new()
    {
        { "aws", In("eu-central-1"), "https://sqs.eu-central-1.amazonaws.com" },
        { "aws-cn", In("cn-north-1"), "https://sqs.cn-north-1.amazonaws.com.cn" },
        { "aws-us-gov", In("us-gov-west-1"), "https://sqs.us-gov-west-1.amazonaws.com" },
        { "aws-iso", In("us-iso-east-1"), "https://sqs.us-iso-east-1.c2s.ic.gov" },
        { "aws-iso-b", In("us-isob-east-1"), "https://sqs.us-isob-east-1.sc2s.sgov.gov" },
        { "aws-eusc", In("eusc-de-east-1"), "https://sqs.eusc-de-east-1.amazonaws.eu" },
        { "aws", DualStack("eu-central-1"), "https://sqs.eu-central-1.api.aws" },
        { "aws", new AmazonSQSConfig { ServiceURL = "http://127.0.0.1:9324/queues/" }, "http://127.0.0.1:9324/queues" },
    };

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task The_queue_is_at_the_endpoint_of_the_client(string partition, AmazonSQSConfig config, string endpoint)
    {
        using var sqs = new CannedSqs(config);
        string region = config.RegionEndpoint?.SystemName ?? "eu-central-1";

        var failures = await ChangeAsync(new SqsMessageVisibility(sqs), $"arn:{partition}:sqs:{region}:123456789012:orders.fifo");

        Assert.Equal([null], failures);
        Assert.Equal([$"{endpoint}/123456789012/orders.fifo"], sqs.QueueUrls);
    }

    [Theory]
    [InlineData("")]
    [InlineData("orders")]
    [InlineData("arn:aws:sns:eu-central-1:123456789012:orders")]
    public async Task A_message_without_the_ARN_of_a_queue_fails_and_says_so(string arn)
    {
        using var sqs = new CannedSqs();

        Assert.Equal([new("InvalidOperationException", $"'{arn}' is not the ARN of a queue.")], await ChangeAsync(new SqsMessageVisibility(sqs), arn));
    }

    [Fact]
    public async Task The_client_is_created_once_and_only_when_there_is_a_message_to_hide()
    {
        int clients = 0;
        using var sqs = new CannedSqs();
        var visibility = new SqsMessageVisibility(() =>
        {
            Interlocked.Increment(ref clients);
            return sqs;
        });
        Assert.Equal(0, clients);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => ChangeAsync(visibility, Letters.Arn))));

        Assert.Equal((1, 20), (clients, sqs.Calls));
    }

    [Fact]
    public void A_client_is_needed()
    {
        using var sqs = new CannedSqs();

        Assert.Throws<ArgumentNullException>("client", static () => new SqsMessageVisibility((IAmazonSQS)null!));
        Assert.Throws<ArgumentNullException>("client", static () => new SqsDeadLetterSender((IAmazonSQS)null!, DeadLetterQueue.Named("dead")));
        Assert.Throws<ArgumentNullException>("queue", () => new SqsDeadLetterSender(sqs, null!));
    }

    private static async Task<IReadOnlyList<QueueFailure?>> ChangeAsync(SqsMessageVisibility visibility, string arn) => await visibility.ChangeAsync(
        [new(new MessageContext(new SQSEvent.SQSMessage { MessageId = "m", ReceiptHandle = "handle", EventSourceArn = arn }, new TestLogger()), TimeSpan.FromSeconds(5))],
        CancellationToken.None);

    private static AmazonSQSConfig In(string region) => new() { RegionEndpoint = RegionEndpoint.GetBySystemName(region) };

    private static AmazonSQSConfig DualStack(string region) => new() { RegionEndpoint = RegionEndpoint.GetBySystemName(region), UseDualstackEndpoint = true };
}
