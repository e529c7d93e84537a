using System;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Amazon.Lambda.RuntimeSupport.Errors;

/// <summary>The outermost exception as X-Ray's segment documents describe one, on one line.</summary>
internal static class XRayCause
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(Exception exception)
    {
        StackFrame[] frames = string.IsNullOrEmpty(exception.StackTrace) ? null : new StackTrace(exception, fNeedFileInfo: true).GetFrames();
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("working_directory", Directory.GetCurrentDirectory());
            writer.WriteStartArray("exceptions");
            writer.WriteStartObject();
            writer.WriteString("type", exception.GetType().Name);
            writer.WriteString("message", exception.Message.Trim());
            if (frames is { Length: > 0 })
            {
                writer.WriteStartArray("stack");
                Array.ForEach(frames, frame => Write(writer, frame));
                writer.WriteEndArray();
            }

            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteStartArray("paths");
            foreach (string path in (frames ?? []).Select(static frame => frame.GetFileName()).Where(static path => path is not null).Distinct())
            {
                writer.WriteStringValue(path);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void Write(Utf8JsonWriter writer, StackFrame frame)
    {
        writer.WriteStartObject();
        writer.WriteString("label", Label(frame));
        if (frame.GetFileName() is { } path)
        {
            writer.WriteString("path", path);
            writer.WriteNumber("line", frame.GetFileLineNumber());
        }

        writer.WriteEndObject();
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "A method that was trimmed has a label, too.")]
    private static string Label(StackFrame frame) => frame.GetMethod() is not { } method ? "Method has been trimmed"
        : method.DeclaringType is { } type ? $"{type.Name}.{method.Name}"
        : method.Name;
}
