using SqsLambda.Local.Mapping;
using SqsLambda.Local.Sqs.Messages;

namespace SqsLambda.Local.WebConsole.Lives;

/// <summary>Reads a message of a queue elsewhere, as it was received.</summary>
internal static class PolledContent
{
    public static Message Of(PolledMessage polled)
    {
        string? Attribute(string name) => polled.Attributes.FirstOrDefault(attribute => attribute.Key == name).Value;

        return new()
        {
            MessageId = polled.MessageId,
            Body = polled.Body,
            Md5OfBody = polled.Md5OfBody,
            Attributes = polled.MessageAttributes.ToDictionary(static attribute => attribute.Key, static attribute => new MessageAttributeValue
            {
                DataType = attribute.Value.DataType,
                StringValue = attribute.Value.StringValue,
                BinaryValue = attribute.Value.BinaryValue?.ToArray(),
            }),
            Md5OfAttributes = polled.Md5OfMessageAttributes,
            TraceHeader = Attribute("AWSTraceHeader"),
            GroupId = Attribute("MessageGroupId"),
            DeduplicationId = Attribute("MessageDeduplicationId"),
            SequenceNumber = Attribute("SequenceNumber"),
            DeadLetterQueueSourceArn = Attribute("DeadLetterQueueSourceArn"),
            EnqueuedAtMs = polled.SentAt.ToUnixTimeMilliseconds(),
        };
    }
}
