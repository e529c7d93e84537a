namespace SqsLambda.Batch.Reading;

/// <summary>Takes a text out of the body, and gives it to another reader.</summary>
/// <param name="unwrapper">Reads the text. Where it finds none, its reason is the result.</param>
/// <param name="reader">Reads the message from that text.</param>
internal sealed class UnwrappingReader<TMessage>(MessageReader<string> unwrapper, MessageReader<TMessage> reader) : MessageReader<TMessage>
{
    public override ReadResult<TMessage> Read(string body, MessageContext context)
    {
        ReadResult<string> content = unwrapper.Read(body, context);
        return content.IsMessage ? reader.Read(content.Message, context) : content.WithoutMessage<TMessage>();
    }
}
