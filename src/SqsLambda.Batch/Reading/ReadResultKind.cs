namespace SqsLambda.Batch.Reading;

/// <summary>The kinds of <see cref="ReadResult{TMessage}"/>. No others will be added.</summary>
public enum ReadResultKind
{
    /// <summary>The body is a message.</summary>
    Message,

    /// <summary>The body cannot be read as the message type. No retry can succeed.</summary>
    Unparseable,

    /// <summary>The body can be read, but the message is not valid. No retry can succeed.</summary>
    Invalid,

    /// <summary>The message needs no handling. It counts as done.</summary>
    Discarded,
}
