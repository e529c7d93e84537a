namespace SqsLambda.Batch.Failures;

/// <summary>Why a queue did not do what it was asked to do with a message.</summary>
/// <param name="Code">The kind of failure: SQS's error code, or the name of an exception's type.</param>
/// <param name="Message">
/// What the queue says about it. It goes to the log: it must not contain any part of a body, of the value of an attribute or of a receipt handle.
/// </param>
public sealed record QueueFailure(string Code, string Message)
{
    /// <summary>Both, for the log.</summary>
    /// <returns><c>Code: Message</c>.</returns>
    public override string ToString() => $"{Code}: {Message}";

    internal static QueueFailure Of(Exception exception) => new(exception.GetType().Name, exception.Message);
}
