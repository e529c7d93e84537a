using System.Globalization;
using System.Text;
using Amazon.Lambda.SQSEvents;
using Amazon.SQS.Model;
using SqsLambda.Batch.Failures;

namespace SqsLambda.Aws.Queues;

/// <summary>A message on its way to the dead-letter queue: as it was received, and with why it failed as far as SQS's limits allow.</summary>
/// <param name="Request">The entry of a SendMessageBatch.</param>
/// <param name="Bytes">What it weighs: body and attributes.</param>
internal sealed record DeadLetterEntry(SendMessageBatchRequestEntry Request, int Bytes)
{
    /// <summary>The most that a message, and a whole call, may weigh. (SQS Developer Guide, "Amazon SQS message quotas".)</summary>
    public const int MaxBytes = 1_048_576;

    private const int MaxAttributes = 10;
    private const int MaxErrorBytes = 1_024;
    private const string TraceHeader = "AWSTraceHeader";

    /// <param name="letter">The message.</param>
    /// <param name="id">The id of the entry.</param>
    /// <param name="isFifo">Whether the dead-letter queue is a FIFO queue.</param>
    public static DeadLetterEntry Of(DeadLetter letter, int id, bool isFifo)
    {
        (string Name, string Text)[] reasons = Reasons(letter);

        // A message that was redriven has those of its failure before.
        var attributes = letter.Message.MessageAttributes
            .Where(attribute => !Array.Exists(reasons, reason => reason.Name == attribute.Key))
            .ToDictionary(static attribute => attribute.Key, static attribute => Copy(attribute.Value));
        int bytes = Encoding.UTF8.GetByteCount(letter.Body) + attributes.Sum(static attribute => BytesOf(attribute.Key, attribute.Value));
        foreach ((string name, string text) in reasons)
        {
            MessageAttributeValue value = new() { DataType = "String", StringValue = text };
            int more = BytesOf(name, value);
            if (attributes.Count < MaxAttributes && bytes + more <= MaxBytes && text.Length > 0)
            {
                attributes.Add(name, value);
                bytes += more;
            }
        }

        var request = new SendMessageBatchRequestEntry(id.ToString(CultureInfo.InvariantCulture), letter.Body)
        {
            MessageAttributes = attributes,
            MessageGroupId = letter.Message.MessageGroupId,
            MessageDeduplicationId = isFifo ? letter.Message.MessageId : null,
        };
        if (letter.Message.Attributes.TryGetValue(TraceHeader, out string? trace))
        {
            request.MessageSystemAttributes = new() { [TraceHeader] = new() { DataType = "String", StringValue = trace } };
        }

        return new(request, bytes);
    }

    private static (string Name, string Text)[] Reasons(DeadLetter letter) =>
    [
        ("ErrorType", $"{letter.Kind}"),
        ("ErrorMessage", DeadLetterText.Truncate(letter.Reason, MaxErrorBytes)),
        ("SourceMessageId", letter.Message.MessageId),
        ("SourceQueueArn", letter.Message.QueueArn),
    ];

    private static MessageAttributeValue Copy(SQSEvent.MessageAttribute attribute) => new()
    {
        DataType = attribute.DataType,
        StringValue = attribute.StringValue,
        BinaryValue = attribute.BinaryValue,
    };

    private static int BytesOf(string name, MessageAttributeValue value) =>
        Encoding.UTF8.GetByteCount(name)
        + Encoding.UTF8.GetByteCount(value.DataType ?? "")
        + (value.BinaryValue is { } binary ? (int)binary.Length : Encoding.UTF8.GetByteCount(value.StringValue ?? ""));
}
