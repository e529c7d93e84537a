namespace SqsLambda.Batch.Reading;

/// <summary>Returns the body unchanged.</summary>
internal sealed class TextMessageReader : MessageReader<string>
{
    public static readonly TextMessageReader Instance = new();

    private TextMessageReader()
    {
    }

    public override ReadResult<string> Read(string body, MessageContext context)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(context);
        return ReadResult.Message(body);
    }
}
