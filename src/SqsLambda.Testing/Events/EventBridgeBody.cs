using System.Text.Json;

namespace SqsLambda.Testing.Events;

/// <summary>The body of a message that comes from an EventBridge rule.</summary>
/// <remarks>Amazon EventBridge User Guide, "Event structure".</remarks>
internal static class EventBridgeBody
{
    public static bool IsDetail(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    public static string Of(string detail, int index, EventBridgePlan eventBridge, QueuePlan queue, DateTimeOffset time) => JsonText.Of(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("version", "0");
        writer.WriteString("id", JsonText.Uuid(index));
        writer.WriteString("detail-type", eventBridge.DetailType);
        writer.WriteString("source", eventBridge.Source);
        writer.WriteString("account", queue.Account);
        writer.WriteString("time", JsonText.Seconds(time));
        writer.WriteString("region", queue.Region);
        writer.WriteStartArray("resources");
        writer.WriteEndArray();
        writer.WritePropertyName("detail");
        writer.WriteRawValue(detail);
        writer.WriteEndObject();
    });
}

/// <summary>The type and the source of events.</summary>
internal sealed record EventBridgePlan(string DetailType, string Source);
