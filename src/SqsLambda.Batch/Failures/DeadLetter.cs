namespace SqsLambda.Batch.Failures;

/// <summary>A message that failed permanently, and why.</summary>
/// <param name="Message">What SQS says of it.</param>
/// <param name="Body">Its body, as it was received.</param>
/// <param name="ErrorType">What kind of failure: the name of the exception's type, or <c>PermanentFailure</c> where none was thrown.</param>
/// <param name="ErrorMessage">Why, in words.</param>
public sealed record DeadLetter(MessageContext Message, string Body, string ErrorType, string ErrorMessage);
