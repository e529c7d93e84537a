namespace SqsLambda.Batch.Tests.Reading;

/// <summary>Builds the context that a reader gets: <c>ReaderContext.With("type", "order")</c>.</summary>
internal static class ReaderContext
{
    public static MessageContext Empty() => Notes.Of("a").ContextOf();

    /// <summary>A context whose SQS message has one message attribute.</summary>
    public static MessageContext With(string name, string? value) =>
        Notes.Of("a").With(0, record => record.MessageAttributes[name] = new() { DataType = "String", StringValue = value }).ContextOf();
}
