using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SqsLambda.Batch.Failures;

namespace SqsLambda.Batch;

/// <summary>Step 1: a body becomes a message, or a permanent failure whose reason quotes nothing of the body.</summary>
/// <typeparam name="TMessage">The type of the message.</typeparam>
internal sealed class MessageParser<TMessage>(JsonTypeInfo<TMessage> messageType, IMessageHandler<TMessage> handler)
{
    private readonly string _typeName = typeof(TMessage).Name;

    public void Parse(MessageBatch<TMessage> batch)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            ref MessageSlot<TMessage> slot = ref batch[i];
            if (Parse(slot.Context.Body, out slot.Message) is { } failure)
            {
                slot.TryDecide(failure);
            }
        }
    }

    private MessageOutcome? Parse(string? body, out TMessage? message)
    {
        message = default;
        if (string.IsNullOrEmpty(body))
        {
            return Unparseable("The body is empty.");
        }

        try
        {
            message = JsonSerializer.Deserialize(body, messageType);
        }
        catch (JsonException exception)
        {
            return Unparseable(Describe(exception));
        }
        catch (Exception exception)
        {
            // Out of a converter of the user's. Its text may quote the body.
            return Unparseable($"The body cannot be read as {_typeName} ({exception.GetType().Name}).");
        }

        return message is null ? Unparseable($"The body is JSON null, which is no {_typeName}.") : Validate(message);
    }

    private static MessageOutcome.PermanentlyFailed Unparseable(string reason) => new(PermanentFailureKind.Unparseable, reason);

    private MessageOutcome? Validate(TMessage message)
    {
        try
        {
            return handler.Validate(message) is { } reason ? new MessageOutcome.PermanentlyFailed(PermanentFailureKind.Invalid, reason) : null;
        }
        catch (Exception exception)
        {
            return MessageOutcome.Of(exception);
        }
    }

    /// <summary>
    /// The exception's own text may quote the body, so only the place is taken from it, and those names in it that the message type
    /// itself declares.
    /// </summary>
    private string Describe(JsonException exception)
    {
        string where = $"line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}";
        string fields = string.Join(
            ", ",
            messageType.Properties
                .Select(static property => property.Name)
                .Where(name => exception.Message.Contains($"'{name}'", StringComparison.Ordinal) || PointsTo(exception.Path, name)));
        return fields.Length == 0
            ? $"The body cannot be read as {_typeName} ({where})."
            : $"The body cannot be read as {_typeName}: {fields} missing or of the wrong kind ({where}).";
    }

    private static bool PointsTo(string? path, string name) =>
        path is not null
        && path.StartsWith("$." + name, StringComparison.Ordinal)
        && (path.Length == name.Length + 2 || path[name.Length + 2] is '.' or '[');
}
