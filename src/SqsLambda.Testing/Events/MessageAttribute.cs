using Amazon.Lambda.SQSEvents;

namespace SqsLambda.Testing.Events;

/// <summary>A message attribute of one message.</summary>
internal sealed record MessageAttribute(string Name, string DataType, AttributeValue Value)
{
    public static MessageAttribute? Of(AttributePlan plan, int index) =>
        plan.Values[index % plan.Values.Count] is { } value ? new(plan.Name, plan.DataType, value) : null;

    public SQSEvent.MessageAttribute ToEvent() => new()
    {
        StringValue = Value.Text,
        BinaryValue = Value.Bytes is { } bytes ? new MemoryStream([.. bytes]) : null,
        StringListValues = [],
        BinaryListValues = [],
        DataType = DataType,
    };
}
