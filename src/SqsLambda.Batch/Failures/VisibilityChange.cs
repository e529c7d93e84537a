namespace SqsLambda.Batch.Failures;

/// <summary>For how long a message is to be hidden.</summary>
/// <param name="Message">The message.</param>
/// <param name="Timeout">From now on: whole seconds, 0 to 43,200. (Amazon SQS API Reference, ChangeMessageVisibility.)</param>
public readonly record struct VisibilityChange(MessageContext Message, TimeSpan Timeout);
