namespace SqsLambda.Aws.Idempotency;

/// <summary>The table of idempotency records did not answer.</summary>
/// <param name="message">What happened, to which table in which region, with AWS's request id where there is one.</param>
/// <param name="innerException">The failure of the last call.</param>
public sealed class IdempotencyTableException(string message, Exception? innerException = null) : Exception(message, innerException);
