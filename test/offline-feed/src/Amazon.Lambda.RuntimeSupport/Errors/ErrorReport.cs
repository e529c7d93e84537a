using System;
using System.Diagnostics;
using System.IO;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Amazon.Lambda.RuntimeSupport.Errors;

/// <summary>An exception as JSON, with its inner exceptions as its causes. A cause for which no room is left is replaced by a note.</summary>
internal static class ErrorReport
{
    private const int MaxBytes = 256 * 1024;
    private const string TooLarge = "{\"errorMessage\": \"Exception exceeded maximum payload size of 256KB.\"}";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(Exception exception) => Write(exception, MaxBytes);

    private static string Write(Exception exception, int room)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("errorType", exception.GetType().Name);
            writer.WriteString("errorMessage", exception.Message.Trim());
            WriteStackTrace(writer, exception);
            if (exception.InnerException is { } inner)
            {
                writer.WritePropertyName("cause");
                writer.WriteRawValue(Write(inner, room - Written(writer)));
            }

            if (exception is AggregateException { InnerExceptions.Count: > 0 } aggregate)
            {
                writer.WriteStartArray("causes");
                foreach (Exception each in aggregate.InnerExceptions)
                {
                    writer.WriteRawValue(Write(each, room - Written(writer)));
                }

                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }

        return buffer.Length < room ? Encoding.UTF8.GetString(buffer.ToArray()) : TooLarge;
    }

    private static void WriteStackTrace(Utf8JsonWriter writer, Exception exception)
    {
        if (string.IsNullOrEmpty(exception.StackTrace))
        {
            return;
        }

        writer.WriteStartArray("stackTrace");
        foreach (string line in new StackTrace(exception, fNeedFileInfo: true).ToString()
            .Split(Environment.NewLine, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            writer.WriteStringValue(line);
        }

        writer.WriteEndArray();
    }

    private static int Written(Utf8JsonWriter writer) => (int)writer.BytesCommitted + writer.BytesPending;
}
