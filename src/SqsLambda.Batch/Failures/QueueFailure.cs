using SqsLambda.Batch.Logging;

namespace SqsLambda.Batch.Failures;

/// <summary>Why a call to a queue failed for one message.</summary>
/// <param name="Code">The kind of failure: the error code of SQS, or the name of an exception type.</param>
/// <param name="Message">
/// The description of the failure. It is logged, so it must not contain any part of a body, of an attribute value or of a receipt handle.
/// </param>
public sealed record QueueFailure(string Code, string Message)
{
    /// <summary>Returns the code and the message, for the log.</summary>
    /// <returns><c>Code: Message</c>.</returns>
    public override string ToString() => $"{Code}: {Message}";

    internal static QueueFailure Of(Exception exception) => new(exception.GetType().Name, LogText.Of(exception));
}
