namespace SqsLambda.Batch.Failures;

/// <summary>How long to hide a message.</summary>
/// <param name="Message">The message.</param>
/// <param name="Timeout">The time from now: whole seconds, 0 to 43,200. (Amazon SQS API Reference, ChangeMessageVisibility.)</param>
public readonly record struct VisibilityChange(MessageContext Message, TimeSpan Timeout);
