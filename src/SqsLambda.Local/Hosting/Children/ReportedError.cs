using System.Runtime.InteropServices;
using System.Text.Json;
using SqsLambda.Local.Mapping;

namespace SqsLambda.Local.Hosting.Children;

/// <summary>Reads the error that a runtime reports. Runtimes of all kinds do: a text may be no valid Unicode, and anything may be missing.</summary>
internal static class ReportedError
{
    /// <summary>An error and its causes, in one line.</summary>
    /// <param name="body">The report.</param>
    /// <param name="type">The type of the error as the header of the report says it; empty if it does not.</param>
    public static string TextOf(byte[] body, string type)
    {
        string? text = null;
        try
        {
            using var document = JsonDocument.Parse(body);
            text = TextOf(document.RootElement);
        }
        catch (JsonException)
        {
            // A runtime may tell the type of the error and nothing else.
        }

        return (text ?? (type.Length > 0 ? type : "The function reported an error without a type and a message.")).ReplaceLineEndings(" ");
    }

    private static string? TextOf(JsonElement error)
    {
        List<string> parts = [];
        while (error.ValueKind == JsonValueKind.Object)
        {
            (string? type, string? message) = (Text(error, "errorType"u8), Text(error, "errorMessage"u8));
            if (type is not null || message is not null)
            {
                parts.Add($"{type ?? "Error"}: {message}");
            }

            if (!LenientJson.TryGetMember(error, "cause"u8, out error))
            {
                break;
            }
        }

        return parts.Count == 0 ? null : string.Join(" Caused by ", parts);
    }

    private static string? Text(JsonElement error, ReadOnlySpan<byte> name) =>
        LenientJson.TryGetMember(error, name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? LenientJson.Unescape(JsonMarshal.GetRawUtf8Value(value)[1..^1])
            : null;
}
