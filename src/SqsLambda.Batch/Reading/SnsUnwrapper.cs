using System.Collections.ObjectModel;
using System.Text.Json;

namespace SqsLambda.Batch.Reading;

/// <summary>Returns the message of an Amazon SNS notification. Any other body is returned unchanged (raw message delivery).</summary>
internal sealed class SnsUnwrapper : MessageReader<string>
{
    public static readonly SnsUnwrapper Instance = new();

    private const int Type = 0;
    private const int TopicArn = 1;
    private const int MessageId = 2;
    private const int Message = 3;
    private const int Subject = 4;
    private const int Timestamp = 5;
    private const int MessageAttributes = 6;
    private const int SubscribeUrl = 7;
    private const int Token = 8;
    private const int Count = 9;

    private static readonly JsonMembers Members =
        new("Type", "TopicArn", "MessageId", "Message", "Subject", "Timestamp", "MessageAttributes", "SubscribeURL", "Token");

    private static readonly JsonMembers AttributeMembers = new("Value");

    private SnsUnwrapper()
    {
    }

    public override ReadResult<string> Read(string body, MessageContext context)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(context);
        if (!JsonMembers.MayBeObject(body))
        {
            return ReadResult.Message(body);
        }

        using var utf8 = new Utf8Text(body);
        Span<JsonValue> values = stackalloc JsonValue[Count];
        if (!Members.TryFind(utf8.Bytes, values) || !values[TopicArn].IsString)
        {
            return ReadResult.Message(body);
        }

        if (values[Type].Is("Notification"u8, utf8.Bytes))
        {
            return values[MessageId].IsString && values[Message].IsString ? Unwrap(utf8.Bytes, values, context) : ReadResult.Message(body);
        }

        bool isConfirmation = values[SubscribeUrl].IsString || values[Token].IsString;
        return isConfirmation && values[Type].Is("SubscriptionConfirmation"u8, utf8.Bytes) ? Unconfirmed()
            : isConfirmation && values[Type].Is("UnsubscribeConfirmation"u8, utf8.Bytes) ? Unsubscribed()
            : ReadResult.Message(body);
    }

    private static ReadResult<string> Unwrap(ReadOnlySpan<byte> json, ReadOnlySpan<JsonValue> values, MessageContext context)
    {
        if (values[TopicArn].Text(json) is not { } topicArn)
        {
            return NoText("TopicArn");
        }

        if (values[MessageId].Text(json) is not { } messageId)
        {
            return NoText("MessageId");
        }

        if (values[Message].Text(json) is not { } message)
        {
            return NoText("Message");
        }

        context.UnwrappedFrom(new SnsEnvelope
        {
            TopicArn = topicArn,
            MessageId = messageId,
            Subject = values[Subject].Text(json),
            Timestamp = values[Timestamp].Time(json),
            MessageAttributes = Attributes(values[MessageAttributes], json),
        });
        return message.Length == 0
            ? ReadResult.Unparseable<string>("The Message of the SNS notification is empty.")
            : ReadResult.Message(message);
    }

    private static IReadOnlyDictionary<string, string> Attributes(JsonValue attributes, ReadOnlySpan<byte> json)
    {
        if (attributes.Kind != JsonTokenType.StartObject)
        {
            return ReadOnlyDictionary<string, string>.Empty;
        }

        json = attributes.In(json);
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        Span<JsonValue> members = stackalloc JsonValue[1];
        Utf8JsonReader reader = JsonMembers.ReaderOf(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = new JsonValue(JsonTokenType.String, (int)reader.TokenStartIndex, (int)reader.TokenStartIndex + reader.ValueSpan.Length + 2);
            reader.Read();
            ReadOnlySpan<byte> attribute = JsonMembers.Skip(ref reader).In(json);
            if (AttributeMembers.TryFind(attribute, members) && name.Text(json) is { } key && members[0].Text(attribute) is { } value)
            {
                result[key] = value;
            }
        }

        return result;
    }

    private static ReadResult<string> NoText(string member) =>
        ReadResult.Unparseable<string>($"The {member} of the SNS notification has half a surrogate pair, so it is not valid text.");

    /// <summary>Amazon SNS Developer Guide, "HTTP/HTTPS subscription confirmation JSON format".</summary>
    private static ReadResult<string> Unconfirmed() => ReadResult.Invalid<string>(
        "The body is an SNS subscription confirmation. The topic sends nothing to this queue until you open the SubscribeURL of this body, "
        + "or call ConfirmSubscription with its Token. If you do not want the subscription, delete this message.");

    private static ReadResult<string> Unsubscribed() => ReadResult.Invalid<string>(
        "The body says that this queue's subscription to an SNS topic has ended. If that was a mistake, open the SubscribeURL of this body, "
        + "or call ConfirmSubscription with its Token. Otherwise delete this message.");
}
