using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using System.Text.Json;

namespace Amazon.Lambda.RuntimeSupport.Logging;

/// <summary>An entry as a JSON object: what Lambda knows of it, its message, and each argument by its name in the template.</summary>
internal static class JsonFormat
{
    public static string Write(LogEntry entry)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("timestamp", entry.Time.ToString(ArgumentText.TimeFormat, CultureInfo.InvariantCulture));
            writer.WriteString("level", $"{entry.Level}");
            WriteIfAny(writer, "requestId", entry.Context?.AwsRequestId);
            WriteIfAny(writer, "tenantId", entry.Context?.TenantId);
            WriteIfAny(writer, "traceId", entry.Context?.TraceId);
            writer.WriteString("message", MessageTemplate.Apply(entry.Template, entry.Arguments));
            WriteArguments(writer, entry);
            WriteException(writer, entry.Exception);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void WriteIfAny(Utf8JsonWriter writer, string name, string value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            writer.WriteString(name, value);
        }
    }

    private static void WriteArguments(Utf8JsonWriter writer, LogEntry entry)
    {
        if (entry.Arguments is { Length: 0 })
        {
            return;
        }

        IReadOnlyList<Hole> holes = MessageTemplate.Holes(entry.Template);
        bool positional = MessageTemplate.IsPositional(holes);
        for (int i = 0; i < holes.Count; i++)
        {
            int index = positional ? int.Parse(holes[i].Name, CultureInfo.InvariantCulture) : i;
            if (index < entry.Arguments.Length && entry.Arguments[index] is { } argument)
            {
                writer.WritePropertyName(holes[i].Name);
                WriteArgument(writer, argument, holes[i]);
            }
        }
    }

    private static void WriteArgument(Utf8JsonWriter writer, object argument, Hole hole)
    {
        switch (argument)
        {
            case IList and not IList<byte>:
                writer.WriteStartArray();
                foreach (object item in (IList)argument)
                {
                    WriteValue(writer, item, hole);
                }

                writer.WriteEndArray();
                break;
            case IDictionary dictionary:
                writer.WriteStartObject();
                foreach (DictionaryEntry item in dictionary)
                {
                    writer.WritePropertyName($"{item.Key}");
                    WriteValue(writer, item.Value, hole);
                }

                writer.WriteEndObject();
                break;
            default:
                WriteValue(writer, argument, hole);
                break;
        }
    }

    private static void WriteValue(Utf8JsonWriter writer, object value, Hole hole)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case var _ when hole.IsSerialized:
                // The official one tries to serialize the value by reflection, which is switched off in this repository, and then does this.
                writer.WriteStringValue(value.ToString());
                break;
            case var _ when hole.Format is not null:
                writer.WriteStringValue(ArgumentText.Formatted(value, hole.Format));
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case byte or sbyte or short or ushort or int or long:
                writer.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case uint or ulong:
                writer.WriteNumberValue(Convert.ToUInt64(value, CultureInfo.InvariantCulture));
                break;
            case float number:
                writer.WriteNumberValue(number);
                break;
            case double number:
                writer.WriteNumberValue(number);
                break;
            case decimal number:
                writer.WriteNumberValue(number);
                break;
            default:
                writer.WriteStringValue(ArgumentText.Special(value) ?? Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    private static void WriteException(Utf8JsonWriter writer, Exception exception)
    {
        if (exception is null)
        {
            return;
        }

        writer.WriteString("errorType", exception.GetType().FullName);
        writer.WriteString("errorMessage", exception.Message);
        writer.WriteStartArray("stackTrace");
        foreach (string line in exception.ToString().Split('\n'))
        {
            writer.WriteStringValue(line.Trim());
        }

        writer.WriteEndArray();
    }
}
