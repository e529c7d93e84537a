namespace SqsLambda.Batch.Failures;

/// <summary>Every message of a batch failed, and <see cref="FailurePolicy.ThrowOnFullBatchFailure"/> asks for an error of the function then.</summary>
/// <param name="message">How many messages there were, and how many of them were tried.</param>
public sealed class BatchFailedException(string message) : Exception(message);
