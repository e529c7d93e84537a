namespace SqsLambda.Redis;

/// <summary>Redis did not do any part of a call.</summary>
/// <param name="message">The failure in one line, with the server. It contains no password.</param>
/// <param name="innerException">The exception of the last attempt.</param>
public sealed class RedisIdempotencyException(string message, Exception? innerException = null) : Exception(message, innerException);
