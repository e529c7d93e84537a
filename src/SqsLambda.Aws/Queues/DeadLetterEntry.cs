using System.Globalization;
using System.Text;
using Amazon.Lambda.SQSEvents;
using Amazon.SQS.Model;
using SqsLambda.Batch.Failures;

namespace SqsLambda.Aws.Queues;

/// <summary>
/// A message for the dead-letter queue. It has the received body and attributes, and the reason of the failure if the limits of SQS allow it.
/// </summary>
/// <param name="Request">The entry of a SendMessageBatch.</param>
/// <param name="Bytes">The size of the body and the attributes.</param>
internal sealed record DeadLetterEntry(SendMessageBatchRequestEntry Request, int Bytes)
{
    /// <summary>The maximum size of a message, and of all messages in one call. (SQS Developer Guide, "Amazon SQS message quotas".)</summary>
    public const int MaxBytes = 1_048_576;

    private const int MaxAttributes = 10;
    private const int MaxErrorBytes = 1_024;
    private const string TraceHeader = "AWSTraceHeader";

    /// <param name="letter">The message.</param>
    /// <param name="id">The id of the entry.</param>
    /// <param name="isFifo">Whether the dead-letter queue is a FIFO queue.</param>
    public static DeadLetterEntry Of(DeadLetter letter, int id, bool isFifo)
    {
        string body = letter.Body ?? "";
        (string Name, string Text)[] reasons = Reasons(letter);
        Dictionary<string, MessageAttributeValue> attributes = CopyAttributes(letter, reasons);
        int bytes = Encoding.UTF8.GetByteCount(body) + attributes.Sum(static attribute => BytesOf(attribute.Key, attribute.Value));
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

        var request = new SendMessageBatchRequestEntry(id.ToString(CultureInfo.InvariantCulture), body)
        {
            MessageAttributes = attributes,
            MessageGroupId = NullIfEmpty(letter.Message.MessageGroupId),
            MessageDeduplicationId = isFifo ? NullIfEmpty(letter.Message.MessageId) : null,
        };
        if (NullIfEmpty(letter.Message.Attributes.GetValueOrDefault(TraceHeader)) is { } trace)
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

    // A message that came back from a dead-letter queue still has the reasons of its earlier failure. They are replaced.
    private static Dictionary<string, MessageAttributeValue> CopyAttributes(DeadLetter letter, (string Name, string Text)[] reasons)
    {
        var copies = new Dictionary<string, MessageAttributeValue>(StringComparer.Ordinal);
        foreach ((string name, SQSEvent.MessageAttribute attribute) in letter.Message.MessageAttributes)
        {
            if (!Array.Exists(reasons, reason => reason.Name == name) && Copy(attribute) is { } copy)
            {
                copies.Add(name, copy);
            }
        }

        return copies;
    }

    // SQS refuses an attribute without a type or a value. Such an attribute is left out, so that the message can be sent.
    private static MessageAttributeValue? Copy(SQSEvent.MessageAttribute? attribute) => attribute switch
    {
        null or { DataType: null or "" } => null,

        // ToArray, because the handler may have read or closed the stream.
        { DataType: var type } when type.StartsWith("Binary", StringComparison.Ordinal) =>
            attribute.BinaryValue?.ToArray() is { Length: > 0 } bytes ? new() { DataType = type, BinaryValue = new(bytes) } : null,
        { StringValue: { Length: > 0 } text } => new() { DataType = attribute.DataType, StringValue = text },
        _ => null,
    };

    private static int BytesOf(string name, MessageAttributeValue value) =>
        Encoding.UTF8.GetByteCount(name)
        + Encoding.UTF8.GetByteCount(value.DataType)
        + (value.BinaryValue is { } binary ? (int)binary.Length : Encoding.UTF8.GetByteCount(value.StringValue));

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
