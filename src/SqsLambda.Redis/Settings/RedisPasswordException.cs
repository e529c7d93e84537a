namespace SqsLambda.Redis.Settings;

/// <summary>The file with the password cannot be used now.</summary>
/// <param name="message">What is wrong with it.</param>
/// <param name="cause">Why it cannot be read.</param>
internal sealed class RedisPasswordException(string message, Exception? cause = null) : Exception(message, cause);
