namespace SqsLambda.Batch.Failures;

/// <summary>A message that failed permanently, and why.</summary>
/// <param name="Message">What SQS says about it.</param>
/// <param name="Body">Its body, as it was received.</param>
/// <param name="Kind">Why it failed, for programs.</param>
/// <param name="Reason">Why it failed, in words.</param>
public sealed record DeadLetter(MessageContext Message, string Body, PermanentFailureKind Kind, string Reason);
