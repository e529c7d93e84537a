using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace SqsLambda.Batch.Reading;

/// <summary>Deserializes JSON. The reason of a failure never quotes the body.</summary>
internal sealed class JsonMessageReader<TMessage>(JsonTypeInfo<TMessage> messageType) : MessageReader<TMessage>
{
    private readonly string _typeName = typeof(TMessage).Name;

    /// <summary>
    /// The fields that a body may lack although the constructor of the type has no default value for them. They would become null or 0, and messages
    /// without their key would count as duplicates of each other.
    /// </summary>
    public static IReadOnlyList<string> SilentlyMissing(JsonTypeInfo<TMessage> messageType) =>
    [
        .. messageType.Properties
            .Where(static property => property is { IsRequired: false, AssociatedParameter: { HasDefaultValue: false, IsMemberInitializer: false } })
            .Select(static property => property.Name),
    ];

    public override ReadResult<TMessage> Read(string body, MessageContext context)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(context);
        TMessage? message;
        try
        {
            message = JsonSerializer.Deserialize(body, messageType);
        }
        catch (JsonException exception)
        {
            return ReadResult.Unparseable<TMessage>(Describe(exception));
        }
        catch (ArgumentException) when (!Utf8Text.IsValid(body))
        {
            return ReadResult.Unparseable<TMessage>($"The body cannot be read as {_typeName}: it is not valid Unicode text.");
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            throw BrokenReader.Exception(_typeName, exception);
        }

        return message is null
            ? ReadResult.Unparseable<TMessage>($"The body is JSON null instead of {_typeName}.")
            : ReadResult.Message(message);
    }

    /// <summary>
    /// Describes the failure. The exception's text may quote the body, so only the position and the names of the message type's own properties
    /// are taken from it.
    /// </summary>
    private string Describe(JsonException exception)
    {
        string where = exception is { LineNumber: { } line, BytePositionInLine: { } position } ? $" (line {line + 1}, byte {position + 1})" : "";
        string fields = string.Join(
            ", ",
            messageType.Properties
                .Select(static property => property.Name)
                .Where(name => exception.Message.Contains($"'{name}'", StringComparison.Ordinal) || PointsTo(exception.Path, name)));
        return fields.Length == 0
            ? $"The body cannot be read as {_typeName}{where}."
            : $"The body cannot be read as {_typeName}: {fields} missing or of the wrong kind{where}.";
    }

    private static bool PointsTo(string? path, string name) =>
        path is not null
        && path.StartsWith("$." + name, StringComparison.Ordinal)
        && (path.Length == name.Length + 2 || path[name.Length + 2] is '.' or '[');
}
