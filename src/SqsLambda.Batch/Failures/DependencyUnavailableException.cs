namespace SqsLambda.Batch.Failures;

/// <summary>
/// A handler throws this exception when a dependency is down. The message is fine; it is retried later. After
/// <see cref="FailurePolicy.StopAfterConsecutiveOutages"/> of these exceptions in a row, no further message of the batch starts.
/// </summary>
public sealed class DependencyUnavailableException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which dependency is down. This text is logged.</param>
    /// <param name="retryAfter">
    /// When to retry the message, if the dependency named a time: zero or more from now. SQS can hide a message for up to 12 hours after it was
    /// received.
    /// </param>
    /// <param name="innerException">The exception of the dependency.</param>
    public DependencyUnavailableException(string message, TimeSpan? retryAfter = null, Exception? innerException = null)
        : base(message, innerException) => RetryAfter = retryAfter;

    /// <summary>When to retry the message; <see langword="null"/> if the dependency named no time.</summary>
    public TimeSpan? RetryAfter { get; }
}
