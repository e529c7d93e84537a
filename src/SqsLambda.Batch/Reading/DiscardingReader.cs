namespace SqsLambda.Batch.Reading;

/// <summary>Discards the messages of another reader that meet a condition.</summary>
internal sealed class DiscardingReader<TMessage>(MessageReader<TMessage> reader, Func<TMessage, bool> condition, string reason)
    : MessageReader<TMessage>
{
    public override ReadResult<TMessage> Read(string body, MessageContext context)
    {
        ReadResult<TMessage> result = reader.Read(body, context);
        return result.IsMessage && condition(result.Message) ? ReadResult.Discarded<TMessage>(reason) : result;
    }
}
