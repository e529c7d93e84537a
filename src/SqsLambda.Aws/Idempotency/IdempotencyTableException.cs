namespace SqsLambda.Aws.Idempotency;

/// <summary>The table of idempotency records did not answer.</summary>
/// <param name="message">What happened, to which table in which region.</param>
public sealed class IdempotencyTableException(string message) : Exception(message);
