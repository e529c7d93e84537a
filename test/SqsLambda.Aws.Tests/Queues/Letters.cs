using Amazon.Lambda.SQSEvents;
using SqsLambda.Batch;
using SqsLambda.Batch.Failures;

namespace SqsLambda.Aws.Tests.Queues;

/// <summary>Messages that failed permanently.</summary>
internal static class Letters
{
    public const string Arn = "arn:aws:sqs:eu-central-1:123456789012:orders";

    public static DeadLetter From(string queueArn) => Of(new SQSEvent.SQSMessage { MessageId = "m", EventSourceArn = queueArn });

    public static DeadLetter Of(SQSEvent.SQSMessage record, string? body = "x", string? reason = "It is no JSON.") =>
        new(new MessageContext(record, new TestLogger()), body!, PermanentFailureKind.Unparseable, reason!);
}
