using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace SqsLambda.Batch.Idempotency;

/// <summary>JSON whose objects have their members in one order, so that equal messages have equal bytes.</summary>
internal static class CanonicalJson
{
    // What a writer writes at the most.
    private const int MaxDepth = 1_000;

    /// <summary>
    /// Whether a type's JSON may hold members in the order of its input: a map, or JSON as such. The members of other types are always
    /// written in the order of their declaration.
    /// </summary>
    public static bool IsNeededFor(JsonTypeInfo type) => IsNeededFor(type, []);

    /// <summary>Writes JSON anew, with the members of each object sorted by name.</summary>
    public static void Write(ReadOnlyMemory<byte> json, Utf8JsonWriter writer)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth });
        Write(document.RootElement, writer);
    }

    private static bool IsNeededFor(JsonTypeInfo type, HashSet<Type> seen)
    {
        if (!seen.Add(type.Type))
        {
            return false;
        }

        return type.Kind switch
        {
            JsonTypeInfoKind.Dictionary => true,
            JsonTypeInfoKind.Enumerable => type.ElementType is not { } element || IsNeededFor(element, type.Options, seen),
            JsonTypeInfoKind.Object => type.PolymorphismOptions is not null
                || type.Properties.Any(property => property.IsExtensionData || IsNeededFor(property.PropertyType, type.Options, seen)),
            _ => type.Type == typeof(object)
                || type.Type == typeof(JsonElement)
                || type.Type == typeof(JsonDocument)
                || type.Type.IsAssignableTo(typeof(JsonNode)),
        };
    }

    private static bool IsNeededFor(Type type, JsonSerializerOptions options, HashSet<Type> seen) =>
        !options.TryGetTypeInfo(type, out JsonTypeInfo? info) || IsNeededFor(info, seen);

    private static void Write(JsonElement element, Utf8JsonWriter writer)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (JsonProperty member in element.EnumerateObject().OrderBy(static member => member.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(member.Name);
                    Write(member.Value, writer);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (JsonElement item in element.EnumerateArray())
                {
                    Write(item, writer);
                }

                writer.WriteEndArray();
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }
}
