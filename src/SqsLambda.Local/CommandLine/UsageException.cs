namespace SqsLambda.Local.CommandLine;

/// <summary>What the user asked for cannot be done: one line for standard error, and exit code 2.</summary>
/// <param name="message">What, which value, and what is allowed.</param>
internal sealed class UsageException(string message) : Exception(message);
