namespace SqsLambda.Batch.Failures;

/// <summary>Why a queue did not do with a message what it was asked to.</summary>
/// <param name="Code">What kind of failure it is, the same for all messages that met it: SQS's error code, or the name of an exception's type.</param>
/// <param name="Text">What the queue says of it. It goes to the log: nothing of a body, an attribute's value or a receipt handle may be in it.</param>
public sealed record QueueFailure(string Code, string Text)
{
    /// <summary>Both, for the log.</summary>
    /// <returns><c>Code: Text</c>.</returns>
    public override string ToString() => $"{Code}: {Text}";

    internal static QueueFailure Of(Exception exception) => new(exception.GetType().Name, exception.Message);
}
