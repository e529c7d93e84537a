namespace SqsLambda.Testing;

/// <summary>Says how a response differs from what the test expects. Every test framework reports it as a failed test.</summary>
/// <param name="message">What differs, and what Lambda would do with the response.</param>
public sealed class SqsAssertException(string message) : Exception(message);
