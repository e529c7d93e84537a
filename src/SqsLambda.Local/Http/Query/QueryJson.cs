using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SqsLambda.Local.Sqs;

namespace SqsLambda.Local.Http.Query;

/// <summary>Writes parameters as the JSON request of the same operation. The type of the request says which parameters there are.</summary>
/// <param name="operation">The operation.</param>
/// <param name="options">The options of the JSON requests.</param>
internal sealed class QueryJson(string operation, JsonSerializerOptions options)
{
    /// <summary>Returns a request as JSON.</summary>
    /// <exception cref="SqsException">A parameter does not have the form of its type.</exception>
    public byte[] Write(QueryNode parameters, JsonTypeInfo type)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            WriteObject(writer, parameters, type, "");
        }

        return buffer.WrittenSpan.ToArray();
    }

    private void WriteObject(Utf8JsonWriter writer, QueryNode node, JsonTypeInfo type, string path)
    {
        writer.WriteStartObject();
        foreach (JsonPropertyInfo property in type.Properties)
        {
            WriteMember(writer, node, property.Name, options.GetTypeInfo(property.PropertyType), path);
        }

        writer.WriteEndObject();
    }

    private void WriteMember(Utf8JsonWriter writer, QueryNode parent, string member, JsonTypeInfo type, string path)
    {
        string name = member;
        QueryNode? node = null;
        if (QueryNames.Find(member, operation) is { } names)
        {
            node = parent.Find(name = names.Item);
            if (names.Key is { } key && (node ?? parent.Find(name = member)) is { } map)
            {
                WriteMap(writer, map, member, names, key, type, path + name);
                return;
            }
        }

        // Clients also send the name of the member itself. botocore does for an empty list, and the AWS SDKs for MessageSystemAttributeNames.
        node ??= parent.Find(name = member);
        if (type.Kind == JsonTypeInfoKind.Enumerable)
        {
            WriteList(writer, node, member, options.GetTypeInfo(type.ElementType!), path + name);
        }
        else if (node?.Value is { } value)
        {
            writer.WritePropertyName(member);
            WriteScalar(writer, value, type, path + name);
        }
    }

    private void WriteList(Utf8JsonWriter writer, QueryNode? node, string member, JsonTypeInfo type, string path)
    {
        // This protocol has no empty lists. AWS takes a batch without entries for an empty one.
        if (node is null && type.Kind != JsonTypeInfoKind.Object)
        {
            return;
        }

        writer.WriteStartArray(member);

        // Without a number: AttributeName=All. An empty value is an empty list.
        if (node?.Value is { Length: > 0 } single && type.Kind != JsonTypeInfoKind.Object)
        {
            WriteScalar(writer, single, type, path);
        }

        foreach (var (number, item) in node?.Numbered(path) ?? [])
        {
            WriteValue(writer, item, type, $"{path}.{number}");
        }

        writer.WriteEndArray();
    }

    private void WriteMap(
        Utf8JsonWriter writer, QueryNode node, string member, QueryName names, string key, JsonTypeInfo type, string path)
    {
        JsonTypeInfo values = options.GetTypeInfo(type.ElementType!);
        writer.WriteStartObject(member);

        // Without a number: Attribute.Name=DelaySeconds&Attribute.Value=5.
        if (node.Find(key) is not null)
        {
            WriteEntry(node, path);
        }

        foreach (var (number, entry) in node.Numbered(path, key, names.Value))
        {
            WriteEntry(entry, $"{path}.{number}");
        }

        writer.WriteEndObject();

        void WriteEntry(QueryNode entry, string entryPath)
        {
            writer.WritePropertyName(entry.Find(key)?.Value ?? throw SqsException.MissingParameter($"{entryPath}.{key}"));
            WriteValue(writer, entry.Find(names.Value!), values, $"{entryPath}.{names.Value}");
        }
    }

    private void WriteValue(Utf8JsonWriter writer, QueryNode? node, JsonTypeInfo type, string path)
    {
        if (type.Kind == JsonTypeInfoKind.Object)
        {
            WriteObject(writer, node ?? new(), type, path + ".");
        }
        else
        {
            WriteScalar(writer, node?.Value ?? throw SqsException.MissingParameter(path), type, path);
        }
    }

    private static void WriteScalar(Utf8JsonWriter writer, string value, JsonTypeInfo type, string path)
    {
        if (type.Type == typeof(int?))
        {
            writer.WriteNumberValue(
                int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
                    ? number
                    : throw SqsException.MalformedInput($"{path} must be an integer."));
            return;
        }

        if (type.Type == typeof(byte[]) && !Base64.IsValid(value))
        {
            throw SqsException.MalformedInput($"{path} must be base64.");
        }

        writer.WriteStringValue(value);
    }
}
