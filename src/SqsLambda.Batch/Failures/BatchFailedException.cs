namespace SqsLambda.Batch.Failures;

/// <summary>Thrown if every message of a batch failed and <see cref="FailurePolicy.ThrowOnFullBatchFailure"/> is <see langword="true"/>.</summary>
/// <param name="message">The number of messages, and how many of them failed.</param>
public sealed class BatchFailedException(string message) : Exception(message);
