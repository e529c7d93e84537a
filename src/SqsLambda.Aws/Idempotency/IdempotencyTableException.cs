namespace SqsLambda.Aws.Idempotency;

/// <summary>The table of the idempotency records did not answer any of the calls.</summary>
/// <param name="message">The failure, with the table, its region and the request id of AWS, if there is one.</param>
/// <param name="innerException">The exception of the last call.</param>
public sealed class IdempotencyTableException(string message, Exception? innerException = null) : Exception(message, innerException);
