using Amazon.Lambda.SQSEvents;

namespace SqsLambda.Batch.Tests.Reading;

/// <summary>Builds the context that a reader gets: <c>ReaderContext.With("type", "order")</c>.</summary>
internal static class ReaderContext
{
    public static MessageContext Empty() => new(TestEvent.Of("a").Build().Records[0], new RecordingLogger());

    /// <summary>A context whose SQS message has one message attribute.</summary>
    public static MessageContext With(string name, string? value)
    {
        SQSEvent.SQSMessage record = TestEvent.Of("a").Build().Records[0];
        record.MessageAttributes[name] = new() { DataType = "String", StringValue = value };
        return new(record, new RecordingLogger());
    }
}
