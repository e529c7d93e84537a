namespace SqsLambda.Batch.Failures;

/// <summary>
/// Thrown by a handler when a dependency is down. The message is fine; it is retried later. After
/// <see cref="FailurePolicy.StopAfterConsecutiveOutages"/> of these exceptions in a row no further message of the batch starts.
/// </summary>
public sealed class DependencyUnavailableException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is down.</param>
    /// <param name="retryAfter">
    /// When it may be up again, if it said so: zero or more. SQS hides a message for up to 12 hours after it was received.
    /// </param>
    /// <param name="innerException">The exception that showed it.</param>
    public DependencyUnavailableException(string message, TimeSpan? retryAfter = null, Exception? innerException = null)
        : base(message, innerException) => RetryAfter = retryAfter;

    /// <summary>When it may be up again, if it said so.</summary>
    public TimeSpan? RetryAfter { get; }
}
