namespace SqsLambda.Aws.Idempotency;

/// <summary>The table of the idempotency records answered none of the calls.</summary>
/// <param name="message">What happened, with the table, its region and AWS's request id if there is one.</param>
/// <param name="innerException">The exception of the last call.</param>
public sealed class IdempotencyTableException(string message, Exception? innerException = null) : Exception(message, innerException);
