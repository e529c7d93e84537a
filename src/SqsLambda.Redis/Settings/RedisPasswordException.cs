namespace SqsLambda.Redis.Settings;

/// <summary>The file with the password cannot be used now.</summary>
/// <param name="message">What is wrong with it. It contains neither the path nor the content.</param>
internal sealed class RedisPasswordException(string message) : Exception(message);
