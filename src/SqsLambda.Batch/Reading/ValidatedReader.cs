namespace SqsLambda.Batch.Reading;

/// <summary>Validates the messages of another reader.</summary>
internal sealed class ValidatedReader<TMessage>(MessageReader<TMessage> reader, Func<TMessage, string?> validate) : MessageReader<TMessage>
{
    public override ReadResult<TMessage> Read(string body, MessageContext context)
    {
        ReadResult<TMessage> result = reader.Read(body, context);
        return result.IsMessage && validate(result.Message) is { } reason ? Invalid(reason) : result;
    }

    private static ReadResult<TMessage> Invalid(string reason) =>
        ReadResult.Invalid<TMessage>(string.IsNullOrWhiteSpace(reason) ? $"The {typeof(TMessage).Name} is not valid." : reason);
}
