using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace SqsLambda.Local.Sqs.Redrive;

/// <summary>The handle of a message move task: the base64 of <c>{"taskId":"…","sourceArn":"…"}</c>, as with AWS.</summary>
/// <param name="TaskId">A UUID.</param>
/// <param name="SourceArn">The queue that messages are moved from.</param>
internal sealed record MoveTaskHandle(string TaskId, string SourceArn)
{
    /// <summary>Reads a handle. The task and the queue need not exist.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out MoveTaskHandle? handle)
    {
        handle = null;
        byte[] bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out int length))
        {
            return false;
        }

        try
        {
            using var json = JsonDocument.Parse(bytes.AsMemory(0, length));
            if (json.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("taskId", out var taskId) && taskId.ValueKind == JsonValueKind.String
                && root.TryGetProperty("sourceArn", out var sourceArn) && sourceArn.ValueKind == JsonValueKind.String)
            {
                handle = new(taskId.GetString()!, sourceArn.GetString()!);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The text is not JSON, or a string in it holds half of a surrogate pair.
        }

        return handle is not null;
    }

    public override string ToString() =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes($$"""{"taskId":"{{TaskId}}","sourceArn":"{{SourceArn}}"}"""));
}
