using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using SqsLambda.Local.Sqs;
using SqsLambda.Local.Sqs.Queues;

namespace SqsLambda.Local.Mapping;

/// <summary>Writes the event in Lambda's form. (Lambda Developer Guide, "Using Lambda with Amazon SQS", and recorded events.)</summary>
internal sealed class SqsEventWriter(IEventSource source)
{
    // Lambda's limit for the payload of a synchronous invocation.
    public const int MaxPayloadBytes = 6 * 1024 * 1024;

    /// <summary>The size of an event without records.</summary>
    public const int FrameBytes = 14;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string _region = QueueName.RegionIn(source.QueueArn) ?? RegionName.Default;

    /// <summary>Writes one record.</summary>
    /// <param name="message">The message.</param>
    /// <param name="hasWindow">Whether the mapping has a batching window.</param>
    public byte[] WriteRecord(PolledMessage message, bool hasWindow)
    {
        var buffer = new ArrayBufferWriter<byte>(message.Body.Length + 1024);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            WriteRecord(writer, message, hasWindow);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Makes an event of records.</summary>
    public static byte[] WriteEvent(IReadOnlyList<byte[]> records)
    {
        var buffer = new ArrayBufferWriter<byte>(FrameBytes + records.Sum(static record => record.Length + 1));
        buffer.Write("{\"Records\":["u8);
        for (int i = 0; i < records.Count; i++)
        {
            buffer.Write(i == 0 ? [] : ","u8);
            buffer.Write(records[i]);
        }

        buffer.Write("]}"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private void WriteRecord(Utf8JsonWriter writer, PolledMessage message, bool hasWindow)
    {
        writer.WriteStartObject();
        writer.WriteString("messageId"u8, message.MessageId);
        writer.WriteString("receiptHandle"u8, message.ReceiptHandle);
        writer.WriteString("body"u8, message.Body);
        writer.WriteStartObject("attributes"u8);
        foreach ((string name, string value) in message.Attributes)
        {
            writer.WriteString(name, value);
        }

        writer.WriteEndObject();
        writer.WriteStartObject("messageAttributes"u8);
        foreach ((string name, PolledAttribute attribute) in message.MessageAttributes)
        {
            WriteAttribute(writer, name, attribute);
        }

        writer.WriteEndObject();

        // Recorded from AWS: if there are no attributes, the member is absent without a batching window and null with one.
        if (message.Md5OfMessageAttributes is not null || hasWindow)
        {
            writer.WriteString("md5OfMessageAttributes"u8, message.Md5OfMessageAttributes);
        }

        writer.WriteString("md5OfBody"u8, message.Md5OfBody);
        writer.WriteString("eventSource"u8, "aws:sqs"u8);
        writer.WriteString("eventSourceARN"u8, source.QueueArn);
        writer.WriteString("awsRegion"u8, _region);
        writer.WriteEndObject();
    }

    private static void WriteAttribute(Utf8JsonWriter writer, string name, PolledAttribute attribute)
    {
        writer.WriteStartObject(name);
        if (attribute.BinaryValue is { } bytes)
        {
            writer.WriteBase64String("binaryValue"u8, bytes.Span);
        }
        else
        {
            writer.WriteString("stringValue"u8, attribute.StringValue);
        }

        writer.WriteStartArray("stringListValues"u8);
        writer.WriteEndArray();
        writer.WriteStartArray("binaryListValues"u8);
        writer.WriteEndArray();
        writer.WriteString("dataType"u8, attribute.DataType);
        writer.WriteEndObject();
    }
}
