namespace SqsLambda.Aws.Idempotency;

/// <summary>The table of idempotency records did not answer.</summary>
/// <param name="message">What happened, to which table in which region, and the missing permission where that is the cause.</param>
/// <param name="innerException">What the SDK said.</param>
public sealed class IdempotencyTableException(string message, Exception innerException) : Exception(message, innerException);
