using SqsLambda.Local.Sqs.Messages;
using SqsLambda.Local.WebConsole.Lives;

namespace SqsLambda.Local.WebConsole;

/// <summary>A message with its whole body, its attributes and its life.</summary>
internal sealed record MessageDetail(
    MessageRow Row,
    string Body,
    IReadOnlyDictionary<string, string> SystemAttributes,
    IReadOnlyList<AttributeRow> Attributes,
    IReadOnlyList<StepRow> Steps,
    int DroppedSteps)
{
    public static MessageDetail Of(RememberedMessage message) => new(
        MessageRow.Of(message),
        message.Body,
        message.Content.SystemAttributes(message.Receives, message.FirstReceivedAt),
        [.. message.Content.Attributes.Select(static attribute => AttributeRow.Of(attribute.Key, attribute.Value))],
        [.. message.Steps.Select(StepRow.Of)],
        message.DroppedSteps);
}

/// <summary>A message attribute. Binary values are in Base64, beside their size in bytes.</summary>
internal sealed record AttributeRow(string Name, string Type, string Value, int? Bytes)
{
    public static AttributeRow Of(string name, MessageAttributeValue value) => value.BinaryValue is { } bytes
        ? new(name, value.DataType ?? "", Convert.ToBase64String(bytes), bytes.Length)
        : new(name, value.DataType ?? "", value.StringValue ?? "", null);
}

/// <summary>A step in the life of a message.</summary>
internal sealed record StepRow(long At, string What, string? Detail, DeliveryRow? Delivery)
{
    public static StepRow Of(MessageStep step) =>
        new(step.At.ToUnixTimeMilliseconds(), step.What, step.Detail, step.Delivery is { } delivery ? DeliveryRow.Of(delivery) : null);
}

/// <summary>A receive of a message.</summary>
/// <param name="IsOfMapping">Whether the event source mapping received it.</param>
/// <param name="Batch">The number of the batch.</param>
/// <param name="BatchSize">How many messages the batch has.</param>
/// <param name="MessageIds">The first of them.</param>
/// <param name="RequestIds">The request ids of the invocations.</param>
/// <param name="Log">The lines of the function's log that name the message.</param>
/// <param name="BatchLog">Those of the invocation.</param>
/// <param name="DroppedLines">How many further lines there were.</param>
internal sealed record DeliveryRow(
    bool IsOfMapping,
    int? Batch,
    int? BatchSize,
    IReadOnlyList<string>? MessageIds,
    IReadOnlyList<string>? RequestIds,
    IReadOnlyList<string> Log,
    IReadOnlyList<string>? BatchLog,
    int DroppedLines)
{
    // Read under the lock: what may still change is copied.
    public static DeliveryRow Of(Delivery delivery) => new(
        delivery.IsOfMapping,
        delivery.Batch?.Number,
        delivery.Batch?.Size,
        delivery.Batch?.MessageIds,
        delivery.Batch?.RequestIds.ToArray(),
        [.. delivery.Log?.Lines ?? []],
        delivery.Batch?.Log.Lines.ToArray(),
        (delivery.Log?.Dropped ?? 0) + (delivery.Batch?.Log.Dropped ?? 0));
}
