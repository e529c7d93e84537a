using System.Text;
using System.Text.Json;

namespace SqsLambda.Batch.Reading;

/// <summary>Returns the detail of an Amazon EventBridge event. The JSON text of the detail is not changed.</summary>
internal sealed class EventBridgeUnwrapper : MessageReader<string>
{
    public static readonly EventBridgeUnwrapper Instance = new();

    private const int Source = 0;
    private const int DetailType = 1;
    private const int Detail = 2;
    private const int Id = 3;
    private const int Account = 4;
    private const int Region = 5;
    private const int Time = 6;
    private const int Count = 7;

    private static readonly JsonMembers Members = new("source", "detail-type", "detail", "id", "account", "region", "time");

    private EventBridgeUnwrapper()
    {
    }

    public override ReadResult<string> Read(string body, MessageContext context)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(context);
        if (!JsonMembers.MayBeObject(body))
        {
            return NoEvent("it is not a JSON object");
        }

        using var utf8 = new Utf8Text(body);
        Span<JsonValue> values = stackalloc JsonValue[Count];
        return Members.TryFind(utf8.Bytes, values) ? Unwrap(utf8.Bytes, values, context) : NoEvent("it is not a JSON object");
    }

    private static ReadResult<string> Unwrap(ReadOnlySpan<byte> json, ReadOnlySpan<JsonValue> values, MessageContext context)
    {
        if (values[Source].Text(json) is not { } source)
        {
            return NoEvent("'source' is missing or not a valid string");
        }

        if (values[DetailType].Text(json) is not { } detailType)
        {
            return NoEvent("'detail-type' is missing or not a valid string");
        }

        if (values[Detail].Kind == JsonTokenType.None)
        {
            return NoEvent("'detail' is missing");
        }

        context.UnwrappedFrom(new EventBridgeEnvelope
        {
            Id = values[Id].Text(json) ?? "",
            Source = source,
            DetailType = detailType,
            Account = values[Account].Text(json),
            Region = values[Region].Text(json),
            Time = values[Time].Time(json),
        });
        return ReadResult.Message(Encoding.UTF8.GetString(values[Detail].In(json)));
    }

    private static ReadResult<string> NoEvent(string reason) =>
        ReadResult.Unparseable<string>($"The body is not an EventBridge event: {reason}.");
}
