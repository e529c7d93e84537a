namespace SqsLambda.Batch.Reading;

/// <summary>Returns the messages of another reader as their base type.</summary>
internal sealed class WideningReader<TDerived, TMessage>(MessageReader<TDerived> reader) : MessageReader<TMessage>
    where TDerived : TMessage
{
    public override ReadResult<TMessage> Read(string body, MessageContext context)
    {
        ReadResult<TDerived> result = reader.Read(body, context);
        return result.IsMessage ? ReadResult.Message<TMessage>(result.Message) : result.WithoutMessage<TMessage>();
    }
}
