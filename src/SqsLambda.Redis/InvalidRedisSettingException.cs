using SqsLambda.Batch.Logging;

namespace SqsLambda.Redis;

/// <summary>An environment variable has a value that is not allowed.</summary>
/// <param name="message">The variable, what is wrong with its value, and what is allowed, in one line. It contains no value that may be a password.</param>
public sealed class InvalidRedisSettingException(string message) : Exception(LogText.OneLine(message));
