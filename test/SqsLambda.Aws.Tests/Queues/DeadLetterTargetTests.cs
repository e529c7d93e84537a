using Amazon.Lambda.SQSEvents;
using SqsLambda.Aws.Queues;
using SqsLambda.Batch;
using SqsLambda.Batch.Failures;

namespace SqsLambda.Aws.Tests.Queues;

/// <summary>Nothing is sent to a queue that cannot be the dead-letter queue.</summary>
public sealed class DeadLetterTargetTests
{
    private const string Arn = "arn:aws:sqs:eu-central-1:123456789012:orders";

    [Theory]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/123456789012/orders", Arn, "SameQueue")]
    [InlineData("https://eu-central-1.queue.amazonaws.com/123456789012/orders", Arn, "SameQueue")]
    [InlineData("https://sqs.eu-central-1.api.aws/123456789012/orders", Arn, "SameQueue")]
    [InlineData("https://sqs.eusc-de-east-1.amazonaws.eu/123456789012/orders", "arn:aws-eusc:sqs:eusc-de-east-1:123456789012:orders", "SameQueue")]
    [InlineData("https://vpce-0a1b2c3d-4e5f6a7b.sqs.eu-central-1.vpce.amazonaws.com/123456789012/orders", Arn, "SameQueue")]
    [InlineData("https://sqs.us-gov-west-1.amazonaws.com/123456789012/orders", "arn:aws-us-gov:sqs:us-gov-west-1:123456789012:orders", "SameQueue")]
    [InlineData("http://127.0.0.1:9324/123456789012/orders", Arn, "SameQueue")]
    [InlineData("http://localhost:4566/queue/eu-central-1/123456789012/orders.fifo", Arn + ".fifo", "SameQueue")]
    [InlineData("https://sqs.eu-west-1.amazonaws.com/123456789012/orders", Arn, null)]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/210987654321/orders", Arn, null)]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/123456789012/orders-dlq", Arn, null)]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/123456789012/Orders", Arn, null)]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/123456789012/orders-dlq.fifo", Arn + ".fifo", null)]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/123456789012/orders-dlq.fifo", Arn, "OtherKindOfQueue")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/123456789012/orders-dlq", Arn + ".fifo", "OtherKindOfQueue")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/123456789012/orders-dlq", "", null)]
    public async Task Neither_the_queue_itself_nor_one_of_another_kind_is_sent_to(string queueUrl, string sourceArn, string? refusal)
    {
        using var sqs = new CannedSqs();
        var message = new MessageContext(new SQSEvent.SQSMessage { MessageId = "m", EventSourceArn = sourceArn }, new TestLogger());
        var sender = new SqsDeadLetterSender(sqs, DeadLetterQueue.Url(queueUrl));

        var failures = await sender.SendAsync([new DeadLetter(message, "x", PermanentFailureKind.Unparseable, "no JSON")], CancellationToken.None);

        Assert.Equal((refusal, refusal is null ? 1 : 0), (Assert.Single(failures)?.Code, sqs.Calls));
    }
}
