namespace SqsLambda.Batch.Failures;

/// <summary>A message that failed permanently, with the reason.</summary>
/// <param name="Message">The metadata of the message.</param>
/// <param name="Body">The body, as it was received.</param>
/// <param name="Kind">Why the message failed, as a value for programs.</param>
/// <param name="Reason">Why the message failed, in words.</param>
public sealed record DeadLetter(MessageContext Message, string Body, PermanentFailureKind Kind, string Reason);
