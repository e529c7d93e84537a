namespace SqsLambda.Batch.Reading;

/// <summary>Extracts a text from the body, and reads the message from that text.</summary>
/// <param name="unwrapper">Extracts the text. If there is no text, its result is the result of this reader.</param>
/// <param name="reader">Reads the message from that text.</param>
internal sealed class UnwrappingReader<TMessage>(MessageReader<string> unwrapper, MessageReader<TMessage> reader) : MessageReader<TMessage>
{
    public override ReadResult<TMessage> Read(string body, MessageContext context)
    {
        ReadResult<string> content = unwrapper.Read(body, context);
        return content.IsMessage ? reader.Read(content.Message, context) : content.WithoutMessage<TMessage>();
    }
}
