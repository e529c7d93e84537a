using System.Text.Json;
using Amazon.Lambda.SQSEvents;

namespace SqsLambda.Testing.Events;

/// <summary>The JSON text that Lambda sends to the function, with the members in Lambda's order.</summary>
internal static class EventJson
{
    public static string Of(IEnumerable<SQSEvent.SQSMessage> records) => JsonText.Of(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("Records");
        foreach (SQSEvent.SQSMessage record in records)
        {
            Write(writer, record);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter writer, SQSEvent.SQSMessage record)
    {
        writer.WriteStartObject();
        writer.WriteString("messageId", record.MessageId);
        writer.WriteString("receiptHandle", record.ReceiptHandle);
        writer.WriteString("body", record.Body);
        writer.WriteStartObject("attributes");
        foreach ((string name, string value) in record.Attributes ?? [])
        {
            writer.WriteString(name, value);
        }

        writer.WriteEndObject();
        writer.WriteStartObject("messageAttributes");
        foreach ((string name, SQSEvent.MessageAttribute attribute) in record.MessageAttributes ?? [])
        {
            Write(writer, name, attribute);
        }

        writer.WriteEndObject();
        if (record.Md5OfMessageAttributes is { } checksum)
        {
            writer.WriteString("md5OfMessageAttributes", checksum);
        }

        writer.WriteString("md5OfBody", record.Md5OfBody);
        writer.WriteString("eventSource", record.EventSource);
        writer.WriteString("eventSourceARN", record.EventSourceArn);
        writer.WriteString("awsRegion", record.AwsRegion);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, SQSEvent.MessageAttribute attribute)
    {
        writer.WriteStartObject(name);
        if (attribute.StringValue is { } text)
        {
            writer.WriteString("stringValue", text);
        }

        if (attribute.BinaryValue is { } bytes)
        {
            writer.WriteBase64String("binaryValue", bytes.ToArray());
        }

        writer.WriteStartArray("stringListValues");
        writer.WriteEndArray();
        writer.WriteStartArray("binaryListValues");
        writer.WriteEndArray();
        writer.WriteString("dataType", attribute.DataType);
        writer.WriteEndObject();
    }
}
